"""The kinds of fields. Each is one class that answers for its column, its cell, its filter and its documentation.

A new kind is one class and its name in ``ALL``; the contract test then covers it.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.fieldtypes.attachments import Attachments
from app.fieldtypes.base import FieldType
from app.fieldtypes.choices import Choice, ColourGrade, MultiChoice, Vocabulary, YesNo
from app.fieldtypes.codes import AutoNumber, UnitCode
from app.fieldtypes.id_number import IdNumber
from app.fieldtypes.moments import MomentField
from app.fieldtypes.numbers import DecimalNumber, Integer, Money
from app.fieldtypes.partial import PartialDate
from app.fieldtypes.person_name import PersonName
from app.fieldtypes.phones import Phones
from app.fieldtypes.places import GeoPoint, Point
from app.fieldtypes.reading import UNCHANGED, Reading, Unchanged
from app.fieldtypes.references import Named, Reference, References
from app.fieldtypes.texts import LongText, Text
from app.fieldtypes.times import DateField, PartialDateField
from app.fieldtypes.wording import Wording

#: Every kind, in the order of the documentation.
ALL: tuple[type[FieldType], ...] = (
    Text,
    LongText,
    Integer,
    DecimalNumber,
    Money,
    YesNo,
    Choice,
    MultiChoice,
    Vocabulary,
    ColourGrade,
    DateField,
    PartialDateField,
    MomentField,
    PersonName,
    IdNumber,
    Phones,
    Reference,
    References,
    UnitCode,
    AutoNumber,
    GeoPoint,
    Attachments,
)

#: Each kind by the word that stands behind ``type:`` in YAML.
BY_KIND: Mapping[str, type[FieldType]] = {each.kind: each for each in ALL}

__all__ = [
    "ALL", "BY_KIND", "UNCHANGED", "Attachments", "AutoNumber", "Choice", "ColourGrade", "DateField", "DecimalNumber",
    "FieldType", "GeoPoint", "IdNumber", "Integer", "LongText", "MomentField", "Money", "MultiChoice", "Named", "PartialDate",
    "PartialDateField", "PersonName", "Phones", "Point", "Reading", "Reference", "References", "Text", "Unchanged", "UnitCode",
    "Vocabulary", "Wording", "YesNo",
]
