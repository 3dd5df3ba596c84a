"""Whether the values of a field can be carried over to what it is declared as now, and which of them would not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.model.migration_shape import FieldShape
from app.words import Words

#: Kinds whose value is one text in one column.
TEXTS = frozenset({"text", "long_text", "choice", "vocabulary", "person_name", "unit_code", "auto_number", "id_number"})

#: Kinds whose value is a whole number of its last place.
NUMBERS = frozenset({"integer", "decimal", "money"})


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """Values that the new declaration does not take: a condition on ``{column}``, and what ``{rows}`` of them are."""

    condition: str
    words: Words


@dataclass(frozen=True, kw_only=True)
class Carry:
    """How values come over: as they are, or by an expression over ``{column}``; and which of them would not fit."""

    sqlite: str | None = None
    postgresql: str | None = None
    misfits: tuple[Misfit, ...] = ()


def carry(old: FieldShape, new: FieldShape) -> Carry | None:
    """The way from one meaning to another; None where there is none, so that only an empty column may change so."""
    if old.kind in NUMBERS and new.kind in NUMBERS:
        return _number(old, new)
    if old.kind in TEXTS and new.kind in ("text", "long_text"):
        return Carry(misfits=tuple(_too_long(old, new)))
    if old.kind in TEXTS and new.kind == "choice":
        return Carry(misfits=tuple(_not_offered(old, new)))
    if old.kind == new.kind == "multi_choice" and old.options.get("vocabulary") == new.options.get("vocabulary"):
        return Carry(misfits=tuple(_no_longer_among(old, new)))
    if (old.kind, new.kind) == ("choice", "multi_choice") and "vocabulary" not in new.options:
        wrapped = "'|' || {column} || '|'"
        return Carry(sqlite=wrapped, postgresql=wrapped, misfits=tuple(_not_offered(old, new)))
    if (old.kind, new.kind) == ("date", "partial_date"):
        return Carry(sqlite="{column}", postgresql="to_char({column}, 'YYYY-MM-DD')")
    alike = old.kind == new.kind and all(old.options.get(name) == new.options.get(name) for name in ("to", "of", "vocabulary"))
    return Carry() if alike else None


def _too_long(old: FieldShape, new: FieldShape) -> Iterator[Misfit]:
    most = new.options["max_length"]
    if old.options.get("max_length", 2**31) > most:
        yield Misfit(condition=f"length({{column}}) > {most}",
                     words=Words(f"{{rows}} 条超过 {most} 个字。请先缩短它们。",
                                 f"{{rows}} rows have more than {most} characters. Shorten them first."))


def _not_offered(old: FieldShape, new: FieldShape) -> Iterator[Misfit]:
    """A text holds anything; a list of choices loses those it no longer offers."""
    offered = new.options.get("of", ())
    if old.kind != "choice":
        yield Misfit(condition=f"{{column}} NOT IN ({_listed(offered)})",
                     words=Words("{rows} 条的内容不在选项之中。请先改成选项之一。",
                                 "{rows} rows hold something that is not among the choices. Change them first."))
        return
    for key in old.options["of"]:
        if key not in offered:
            yield Misfit(condition=f"{{column}} = '{key}'", words=_still_used(key))


def _no_longer_among(old: FieldShape, new: FieldShape) -> Iterator[Misfit]:
    for key in old.options.get("of", ()):
        if key not in new.options.get("of", ()):
            yield Misfit(condition=f"{{column}} LIKE '%|{key}|%'", words=_still_used(key))


def _still_used(key: str) -> Words:
    return Words(f"{{rows}} 条仍在用选项“{key}”。请先改成别的，或把它留在选项里。",
                 f"{{rows}} rows still hold the choice '{key}'. Change them first, or leave it among the choices.")


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(f"'{key}'" for key in keys) or "''"


# -- numbers -------------------------------------------------------------------------------------


def places(field: FieldShape) -> int:
    """How many decimals a number keeps."""
    return {"integer": 0, "money": 2}.get(field.kind, int(field.options.get("places", 0)))


def _number(old: FieldShape, new: FieldShape) -> Carry:
    more = places(new) - places(old)
    expression = {True: f"{{column}} * {10 ** abs(more)}", False: f"{{column}} / {10 ** abs(more)}"}[more > 0] if more else None
    return Carry(sqlite=expression, postgresql=expression, misfits=(*_too_fine(more), *_outside(old, new)))


def _too_fine(more: int) -> Iterator[Misfit]:
    if more < 0:
        yield Misfit(condition=f"{{column}} % {10 ** -more} <> 0",
                     words=Words("{rows} 条的小数会被舍去。请先改成较少的小数位。",
                                 "{rows} rows would lose decimals. Round them first."))


def _outside(old: FieldShape, new: FieldShape) -> Iterator[Misfit]:
    """Rows outside the new limits, in the scale of the stored value."""
    for name, sign, tighter in (("min", "<", max), ("max", ">", min)):
        if name not in new.options:
            continue
        limit = Decimal(new.options[name])
        former = old.options.get(name)
        if former is None or (Decimal(former) != limit and tighter(Decimal(former), limit) == limit):
            yield Misfit(condition=f"{{column}} {sign} {int(limit.scaleb(places(old)))}",
                         words=Words(f"{{rows}} 条{'小' if name == 'min' else '大'}于 {limit}。请先改正。",
                                     f"{{rows}} rows are {'below' if name == 'min' else 'above'} {limit}. Correct them first."))


# -- in words ------------------------------------------------------------------------------------


def difference(old: FieldShape, new: FieldShape) -> Words:
    """What is declared otherwise: kind, limits, choices."""
    parts = list(_differences(old, new))
    return Words("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _differences(old: FieldShape, new: FieldShape) -> Iterator[Words]:
    if old.kind != new.kind:
        yield Words(f"类型 {old.kind} → {new.kind}", f"type {old.kind} → {new.kind}")
    for name in sorted({*old.options, *new.options}):
        before, after = old.options.get(name), new.options.get(name)
        if isinstance(before, tuple) and isinstance(after, tuple):
            yield from _choices(before, after)
        elif before != after:
            said = f"{name} {_shown(before)} → {_shown(after)}"
            yield Words(said, said)


def _shown(option: object) -> str:
    return "—" if option is None else "、".join(option) if isinstance(option, tuple) else str(option)


def _choices(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Words]:
    gone, come = [key for key in before if key not in after], [key for key in after if key not in before]
    if gone:
        yield Words(f"去掉选项 {'、'.join(gone)}", f"choices removed: {', '.join(gone)}")
    if come:
        yield Words(f"增加选项 {'、'.join(come)}", f"choices added: {', '.join(come)}")
