"""One or more configured fields of every kind, values for each, and a table that holds them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from app.fieldtypes import UNCHANGED, FieldType, Reading, Wording
from app.fieldtypes.attachments import Attachments
from app.fieldtypes.choices import COLOURS, Choice, ColourGrade, MultiChoice, Option, Vocabulary, YesNo
from app.fieldtypes.codes import AutoNumber, UnitCode
from app.fieldtypes.id_number import IdNumber, check_digit
from app.fieldtypes.moments import MomentField
from app.fieldtypes.numbers import DecimalNumber, Integer, Money
from app.fieldtypes.person_name import PersonName
from app.fieldtypes.phones import Phones
from app.fieldtypes.places import GeoPoint
from app.fieldtypes.references import Reference, References
from app.fieldtypes.texts import LongText, Text
from app.fieldtypes.times import DateField, PartialDateField
from app.problems import BadValue
from app.words import Words

TODAY = date(2026, 11, 21)

OPTIONS = {
    "open": Option(words=Words("在办", "open"), synonyms=("办理中",)),
    "closed": Option(words=Words("已办结", "closed")),
}
TERMS = {"land": Words("土地纠纷", "land"), "wage": Words("欠薪", "unpaid wages")}


class DisputeTerms:
    """A vocabulary as readers and screens need it."""

    def key_of(self, text: str) -> str | None:
        return next((key for key, words in TERMS.items() if text in (key, words.zh, words.en)), None)

    def keys(self) -> tuple[str, ...]:
        return tuple(TERMS)

    def label(self, key: str, language: Any) -> str:
        return TERMS[key].to(language)

    def items(self, language: Any) -> list[tuple[str, str]]:
        return [(key, words.to(language)) for key, words in TERMS.items()]


VOCABULARIES = {"disputes": DisputeTerms()}


def reading(door: Any = "form", **more: Any) -> Reading:
    """A reading that knows the vocabulary and the day."""
    return Reading(door=door, terms=VOCABULARIES, today=TODAY, **more)


def wording(language: Any = "zh") -> Wording:
    """A wording that knows the vocabulary."""
    return Wording(language, VOCABULARIES)


def verdict(field: FieldType, raw: Any, door: Any = "file", **more: Any) -> Any:
    """The value, or the code of the refusal; with warnings a tuple of the value and their codes."""
    circumstances = reading(door, **more)
    try:
        value = field.parse(raw, circumstances)
    except BadValue as bad:
        return bad.code
    warned = [warning.code for warning in circumstances.warnings]
    return (value, *warned) if warned else value


# Invented people: 510923, born 1906 to 1915 (data-and-ux.md 1).
_BIRTHS = st.dates(date(1906, 1, 1), date(1915, 12, 31))


def id_number(birth: date = date(1908, 1, 1), serial: int = 1, area: str = "510923") -> str:
    """A number with the right check digit."""
    first17 = f"{area}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


_ANY = st.characters(exclude_categories=["Cs", "Cc"])
_TEXTS = st.text(_ANY, max_size=30) | st.text("张样甲 ·,。\n\tａ１①", max_size=9)
_HAN = "张王李赵样测试甲乙丙丁欧阳买提古丽㘵𡐓"
_PARTS = st.text(_HAN, min_size=1, max_size=5)
_NAMES = _PARTS | st.builds("{}·{}".format, _PARTS, _PARTS)
_PHONES = st.one_of(
    st.integers(0, 9999).map("1990000{:04d}".format),
    st.builds("{}-{}".format, st.sampled_from(["0825", "028", "010"]), st.integers(2_000_000, 99_999_999)),
    st.builds("0825-{}-{}".format, st.integers(5_550_000, 5_559_999), st.integers(0, 999_999)),
    st.integers(2_000_000, 99_999_999).map(str),
    st.sampled_from(["110", "119", "12345", "95598", "4008208820", "4008208820-12"]),
)
_DAYS = st.dates(date(1800, 1, 1), date(2026, 11, 21))
_MOMENTS = st.integers(-5_364_662_400, 1_795_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
_DECIMALS = st.decimals(0, 10**6, places=2).map(str)


@dataclass(frozen=True)
class Specimen:
    """A configured field, raws that it takes, and one of them that a filter may name."""

    field: FieldType
    raws: st.SearchStrategy[Any]
    example: Any

    def values(self, door: Any = "file") -> st.SearchStrategy[Any]:
        """Values that the field gives."""
        return self.raws.map(lambda raw: _value(self.field, raw, door)).filter(lambda value: value is not None)


def _value(field: FieldType, raw: Any, door: Any) -> Any:
    try:
        value = field.parse(raw, reading(door))
    except BadValue:
        return None
    return None if value is UNCHANGED else value


def _of(field: FieldType, raws: st.SearchStrategy[Any], example: Any = None) -> Specimen:
    return Specimen(field, raws, field.example(1) if example is None else example)


SPECIMENS: Mapping[str, Specimen] = {
    "text": _of(Text(), _TEXTS),
    "short_name": _of(Text(max_length=8, pinyin=True), _NAMES),
    "long_text": _of(LongText(), _TEXTS),
    "integer": _of(Integer(), st.integers(0, 10**9)),
    "signed": _of(Integer(min=-10, max=10), st.integers(-10, 10)),
    "decimal": _of(DecimalNumber(), _DECIMALS),
    "signed_decimal": _of(DecimalNumber(places=6, min=-90, max=90), st.decimals(-90, 90, places=6).map(str)),
    "money": _of(Money(), _DECIMALS),
    "money_wan": _of(Money(unit="wan"), _DECIMALS),
    "yes_no": _of(YesNo(), st.booleans()),
    "choice": _of(Choice(of=OPTIONS), st.sampled_from([*OPTIONS, "办理中"])),
    "multi_choice": _of(MultiChoice(of=OPTIONS), st.lists(st.sampled_from([*OPTIONS]))),
    "multi_terms": _of(MultiChoice(vocabulary="disputes"), st.lists(st.sampled_from([*TERMS])), "欠薪"),
    "vocabulary": _of(Vocabulary(of="disputes"), st.sampled_from([*TERMS]), "欠薪"),
    "colour": _of(ColourGrade(), st.sampled_from([*COLOURS])),
    "date": _of(DateField(), _DAYS),
    "past_date": _of(DateField(not_future=True), _DAYS),
    "partial_date": _of(PartialDateField(), _DAYS.map(str) | _DAYS.map("{:%Y-%m}".format) | _DAYS.map("{:%Y}".format)),
    "datetime": _of(MomentField(), _MOMENTS),
    "person_name": _of(PersonName(), _NAMES | _TEXTS),
    "id_number": _of(IdNumber(), st.builds(id_number, _BIRTHS, st.integers(0, 999))),
    "phones": _of(Phones(), st.lists(_PHONES, min_size=1, max_size=5)),
    "many_phones": _of(Phones(most=10), st.lists(_PHONES, min_size=1, max_size=10)),
    "reference": _of(Reference(to="unit"), st.integers(1, 2**63 - 1), 7),
    "references": _of(References(to="unit"), st.lists(st.integers(1, 2**63 - 1), min_size=1), 7),
    "unit_code": _of(UnitCode(), st.from_regex(r"[0-9]{12}([0-9]{3})?", fullmatch=True)),
    "auto_number": _of(AutoNumber(prefix="金"), _TEXTS),
    "geo_point": _of(GeoPoint(), st.tuples(st.floats(-90, 90), st.floats(-180, 180))),
    "attachments": _of(Attachments(), st.just(""), ""),
}

TABLE = sa.Table(
    "fieldtype_specimens",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    *(column for key, each in SPECIMENS.items() for column in each.field.columns(key)),
)


def stored(engine: sa.Engine, key: str, value: Any) -> Any:
    """The value after a journey into the database and back."""
    field = SPECIMENS[key].field
    with engine.begin() as connection:
        made = connection.execute(TABLE.insert().values(**field.write(key, value))).inserted_primary_key
        row = connection.execute(sa.select(TABLE).where(TABLE.c.id == made[0])).mappings().one()
        connection.execute(TABLE.delete())
    return field.read(key, row)


def found(engine: sa.Engine, key: str, value: Any, operator: str, raw: Any) -> bool:
    """Whether a filter finds a row that holds the value."""
    field = SPECIMENS[key].field
    asked = next(each for each in field.operators() if each.key == operator)
    operand = field.operand(operator, raw, reading()) if asked.takes_value else None
    condition = asked.clause(TABLE.c[field.column_name(key)], operand)
    with engine.begin() as connection:
        connection.execute(TABLE.insert().values(**field.write(key, value)))
        rows = connection.execute(sa.select(TABLE.c.id).where(condition)).all()
        connection.execute(TABLE.delete())
    return bool(rows)


