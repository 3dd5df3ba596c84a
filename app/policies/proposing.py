"""A new version of a policy as somebody wishes it: read from a form, checked as a file is, every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.decisions.policies import Policy
from app.decisions.policy_changes import Changes, Difference, Path, differences, place_of
from app.definition.checks.policies import unknown_functions
from app.fieldtypes.reading import clean_text
from app.policies.entering import entered
from app.policies.figures import FUNCTION_ROWS, PolicyFigure, figures_of
from app.policies.words import LEVEL_WORDS
from app.problems import BadValue, Problem, Problems, problem
from app.records.policy_versions import StoredVersion, Versions, version_of
from app.records.site import Work
from app.words import Words

FURTHEST = timedelta(days=3 * 366)  #: how far ahead a version may begin
SOURCE_LENGTH, NOTE_LENGTH = 200, 500

FROM = Words("生效日期", "In force from")
SOURCE = Words("依据", "Source")
NOTE = Words("说明", "Note")

_CATEGORIES, _FUNCTIONS = "dispute_category", "department_function"

Said = Mapping[str, Sequence[str]]  #: what a form says, by the name of the field


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A version that could be stored. ``before``: the one that it departs from; ``latest``: the last one stored, 0 for none."""

    before: Policy
    policy: Policy
    base: str
    changes: Changes
    source: str
    note: str
    latest: int

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What it changes."""
        return tuple(differences(self.before.raw, self.policy.raw))


def newest(versions: Versions, key: str) -> Policy | None:
    """The version that begins last: the one that is changed. None for a policy that there is not."""
    found = versions.of(key)
    return found[-1] if found else None


def stored_as(versions: Versions, policy: Policy) -> StoredVersion | None:
    """What was stored as this version; None where it is a file."""
    mine = (each for each in reversed(versions.stored_of(policy.key)) if each.valid_from == policy.valid_from)
    return next((each for each in mine if each.fits), None)


def latest_of(versions: Versions, key: str) -> int:
    """The number of the last version stored; 0 for none."""
    return max((each.id for each in versions.stored_of(key)), default=0)


def figures(work: Work, policy: Policy) -> list[PolicyFigure]:
    """The figures of a version."""
    terms = work.site.terms(work.session).get(_CATEGORIES)
    return figures_of(policy.raw, list(terms.keys()) if terms else [])


def earliest_start(versions: Versions, policy: Policy, today: date) -> date:
    """The first day from which a new version may count: not in the past, nor before a version that is already there.

    A version that has begun stays what it is: records were graded under it. One that has not begun may be replaced.
    """
    begun = policy.valid_from <= today
    return max(today, policy.valid_from + timedelta(days=1)) if begun else policy.valid_from


def propose(work: Work, key: str, said: Said) -> Proposal:
    """The version that a form describes. Raises Problems with every fault, each with the field that has it."""
    versions = work.site.versions(work.session)
    before = newest(versions, key)
    if before is None:
        raise Problems([problem("D433", field=None, policy=key)])
    found: list[Problem] = []
    starts = _start(said, earliest_start(versions, before, work.today), work.today, found)
    source = _text(said, "source", SOURCE, SOURCE_LENGTH, found, required=True)
    note = _text(said, "note", NOTE, NOTE_LENGTH, found, required=False)
    known = figures(work, before)
    causes = cause_words(work)
    fresh = {path: _worded(path, value, causes) for path, value in _changes(known, said, starts, source)}
    stored = stored_as(versions, before)
    base, kept = (stored.base, stored.changes) if stored else (before.version, {})
    changes = {**kept, **fresh}
    policy = None
    try:
        policy = version_of(_file(versions, before, base), changes, starts)
    except Problems as bad:
        found += [_at_field(each, known, before.raw) for each in bad.found]
    if policy is not None:
        found += [*_strange_functions(work, policy), *_strange_causes(policy, causes)]
        if not found and not any(differences(before.raw, policy.raw)):
            found.append(problem("D432"))
    if found or policy is None:
        raise Problems(found)
    return Proposal(before=before, policy=policy, base=base, changes=changes, source=source, note=note,
                    latest=latest_of(versions, key))


def _file(versions: Versions, before: Policy, base: str) -> Policy:
    """The version from which the stored changes depart."""
    return versions.files.get((before.key, base), before)


def _start(said: Said, first: date, today: date, found: list[Problem]) -> date:
    given = _one(said, "from")
    if not given:
        found.append(problem("V001", field="from", label=FROM))
        return first
    try:
        day = date.fromisoformat(given)
    except ValueError:
        found.append(problem("V090", field="from", given=given[:40]))
        return first
    last = today + FURTHEST
    if not first <= day <= last:
        found.append(problem("D430", field="from", given=day, first=first, last=last))
        return first
    return day


def _text(said: Said, name: str, label: Words, limit: int, found: list[Problem], *, required: bool) -> str:
    try:
        text = clean_text(_one(said, name)) or ""
    except BadValue as bad:
        found.append(problem(bad.code, field=name, **bad.values))
        return ""
    if required and not text:
        found.append(problem("V001", field=name, label=label))
    if len(text) > limit:
        found.append(problem("V020", field=name, limit=limit, length=len(text)))
    return text


def _one(said: Said, name: str) -> str:
    return next(iter(said.get(name, ())), "").strip()


# -- changes ---------------------------------------------------------------------------------------


def _changes(known: Sequence[PolicyFigure], said: Said, starts: date, source: str) -> Iterator[tuple[Path, Any]]:
    """What differs from the version, each figure with the county as its source."""
    key, changed = f"county_{starts:%Y%m%d}", False
    for figure in known:
        given = said_of(figure, said)
        if given is None:
            continue
        for path, value in entered(figure, given, key):
            changed = True
            yield path, value
            if figure.source_path is not None:
                yield figure.source_path, key
            if figure.path[-2:-1] == ("handler",) and value in LEVEL_WORDS:
                words = LEVEL_WORDS[value]
                yield (*figure.path[:-2], "handled_by"), {"zh": words.zh, "en": words.en}
    if changed:
        yield ("sources", key), {"zh": f"县里规定：{source}", "en": f"the county: {source}"}


def said_of(figure: PolicyFigure, said: Said) -> Sequence[str] | None:
    """What a form says of a figure; None where it does not speak of it. Of causes none checked is none allowed."""
    if figure.kind == "causes":
        return said.get(figure.name, ())
    if figure.kind == "functions":
        rows = [said[name] for number in range(FUNCTION_ROWS) if (name := row_name(figure, number)) in said]
        return [next(iter(each), "") for each in rows] if rows else None
    return said.get(figure.name)


def row_name(figure: PolicyFigure, number: int) -> str:
    """What the field of one of several functions is called."""
    return f"{figure.name}.{number + 1}"


# -- faults ----------------------------------------------------------------------------------------


def _at_field(found: Problem, known: Sequence[PolicyFigure], raw: Mapping[str, Any]) -> Problem:
    """The fault beside the first field at its place or below it."""
    place = (found.mark.column or "") if found.mark else ""
    for figure in known:
        mine = "/".join(map(str, place_of(raw, figure.path)))
        if place and (mine == place or mine.startswith(f"{place}/") or place.startswith(f"{mine}/")):
            return Problem(found.code, {**found.values, "where": figure.label}, None, figure.name, found.near)
    return Problem(found.code, found.values, None, None, found.near)


def _strange_functions(work: Work, policy: Policy) -> Iterator[Problem]:
    """D239 for a function that the vocabulary lacks, as in the files."""
    terms = work.site.terms(work.session).get(_FUNCTIONS)
    if terms is None:
        return
    own = {str(each.get("function")): f"categories.{key}" for key, each in (policy.raw.get("categories") or {}).items()}
    for fault in unknown_functions(policy.raw, set(terms.keys())):
        yield Problem(fault.code, fault.values, None, own.get(str(fault.values["name"]), "instead.1"), fault.near)


def cause_words(work: Work) -> Mapping[str, Words]:
    """The causes of a pause that registers offer, with their words."""
    found: dict[str, Words] = {}
    for register in work.site.definition.registers.values():
        field = register.fields.get("pause_cause")
        if field is not None and field.kept_by is not None and field.type.kind == "choice":
            options: Mapping[str, Any] = field.type.of  # type: ignore[attr-defined]
            found.update({key: option.words for key, option in options.items()})
    return found


def _worded(path: Path, value: Any, causes: Mapping[str, Words]) -> Any:
    if path[0] != "pause_causes" or value is None or path[-1] not in causes:
        return value
    words = causes[path[-1]]
    return {**value, "words": {"zh": words.zh, "en": words.en}}


def _strange_causes(policy: Policy, causes: Mapping[str, Words]) -> Iterator[Problem]:
    """D404 for a cause of a pause that no register offers."""
    for key in policy.raw.get("pause_causes") or {}:
        if key not in causes:
            yield problem("D404", field="pause_causes", where="pause_causes", given=key[:40], allowed=list(causes))
