"""What the declarations in ``schema/`` mean, checked and frozen. Nothing here knows YAML, Flask or a database.

Two declarations are equal when they mean the same: ``mark`` (where it was written) does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from app.definition.acts import Act
from app.expressions import Rule
from app.fieldtypes import Attachments, FieldType, Reference, References
from app.problems import Mark
from app.words import Words

Level = Literal["county", "town", "village", "grid"]
LEVELS: tuple[Level, ...] = ("county", "town", "village", "grid")

_NOWHERE = Mark("", 0)


#: The packs whose rows are cases: with a holder, a level, a colour and a clock (rules.md §1).
CASES = frozenset({"escalates", "rectifies"})


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Check:
    """A rule that a record must keep, and what to say when it does not."""

    rule: Rule
    message: Words
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a register."""

    key: str
    label: Words
    type: FieldType
    required: bool = False
    unique: bool = False
    default: Any = None  #: as a person would type it; "today", "my_unit" and "sole" stand for what they say
    help: Words | None = None
    source: str = ""
    was: str | None = None
    visible_if: Rule | None = None
    required_if: Rule | None = None
    checks: tuple[Check, ...] = ()
    computed: Rule | None = None
    mask: bool = False
    encrypted: bool = False
    searchable: bool = False
    synonyms: tuple[str, ...] = ()
    follows: str | None = None  #: a unit that is taken from the record named by this other field, when empty
    kept_by: str | None = None  #: the behaviour pack that writes it; no form, file or API does
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)

    @cached_property
    def written(self) -> bool:
        """True where people give the value: not computed and not kept by a behaviour."""
        return self.computed is None and self.kept_by is None and self.type.kind != "auto_number"

    @cached_property
    def stored(self) -> bool:
        """True where the register's own table has a column for it."""
        return self.computed is None and not isinstance(self.type, (References, Attachments))

    @cached_property
    def secret(self) -> bool:
        """True where history keeps only ciphertext of it (rules.md §6)."""
        return self.mask or self.encrypted

    @cached_property
    def column(self) -> str:
        """The column that sorts and filters it."""
        return f"{self.key}_index" if self.encrypted else self.type.column_name(self.key)

    def headings(self) -> tuple[str, ...]:
        """What the column may be called in a file: label in both languages, key, synonyms."""
        return (self.label.zh, self.label.en, self.key, *self.synonyms)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which unit a row belongs to.

    ``kind``: ``unit`` (the field ``by`` names it), ``tree`` (the row is a unit), ``through`` (the row's parent,
    the field ``by``), ``shared`` (no unit: everyone with the grant sees every row).
    ``directory``: units below may read the row too (departments of my town).
    """

    kind: Literal["unit", "tree", "through", "shared"]
    by: str | None = None
    directory: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields that stand together in a form."""

    key: str
    label: Words
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Order:
    """One sort that a list offers."""

    field: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Children:
    """Rows of another register that belong to a row of this one."""

    key: str
    label: Words
    register: str
    by: str  #: the reference field of the child
    in_form: bool = False
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing that a register declares: rows counted or added up per group."""

    key: str
    label: Words
    kind: Literal["bar", "stacked_bar"]
    group_by: str
    bucket: Literal["month", "year"] | None = None
    stack_by: str | None = None
    measure: str = "count"  #: ``count`` or a number field to add up
    where: Rule | None = None
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class ImportRule:
    """How rows of a file meet rows of the register.

    ``match_on`` lists keys to try in turn; a key is one field or several that count together, and is passed over
    where a row leaves one of them empty.
    """

    match_on: tuple[tuple[str, ...], ...]
    when_exists: Literal["update", "skip", "refuse"] = "update"
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class Duplicates:
    """When a new record is perhaps there already (rules.md §1): a stored one has the same in every field of ``same``, lies
    within ``days`` of its ``date``, and meets it in one of ``overlap``: a text of its own, or CHILDREN.FIELD.

    The register's own unit is the same where both lie in one village (a grid of it counts).
    """

    same: tuple[str, ...]
    overlap: tuple[str, ...]
    date: str
    days: int
    source: str = ""
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class Register:
    """One declared register: a table, its screens, its API, its files."""

    key: str
    label: Words
    one: Words
    fields: Mapping[str, Field]
    scope: Scope
    names_itself: str
    list_columns: tuple[str, ...]
    grants: Mapping[str, frozenset[Act]]
    source: str = ""
    help: Words | None = None
    icon: str = "list"  #: a drawing of static/icons.svg
    was: str | None = None
    natural_key: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    search_hint: Words | None = None
    orders: tuple[Order, ...] = ()
    groups: tuple[Group, ...] = ()
    parent: str | None = None
    children: Mapping[str, Children] = field(default_factory=_nothing)
    charts: Mapping[str, Chart] = field(default_factory=_nothing)
    importing: ImportRule | None = None
    quick: tuple[str, ...] = ()  #: the fields of the short form for phones; without them there is none
    duplicates: Duplicates | None = None
    append_only: bool = False
    behaves: tuple[str, ...] = ()
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)

    @cached_property
    def stored_fields(self) -> tuple[Field, ...]:
        """The fields that have columns in the register's table."""
        return tuple(each for each in self.fields.values() if each.stored)

    @cached_property
    def written_fields(self) -> tuple[Field, ...]:
        """The fields that people fill in."""
        return tuple(each for each in self.fields.values() if each.written)

    @cached_property
    def searchable_fields(self) -> tuple[Field, ...]:
        """The fields that the search box looks into."""
        return tuple(each for each in self.fields.values() if each.searchable)

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """The fields that hold one record of another register."""
        return tuple(each for each in self.fields.values() if isinstance(each.type, Reference))

    @cached_property
    def is_case(self) -> bool:
        """True where each row has a holder, a level and a clock."""
        return not CASES.isdisjoint(self.behaves)

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The fields of which history keeps only ciphertext: a row needs a key of its own for them."""
        return frozenset(each.key for each in self.fields.values() if each.secret)


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role of rules.md §8: at which level it is held, which rows it reaches, what it may do beside registers."""

    key: str
    label: Words
    level: Level | None
    rows: Literal["subtree", "held", "none"]
    abilities: frozenset[str] = frozenset()
    grants_roles: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One entry of a vocabulary; ``attributes`` are what the vocabulary declares beside the words."""

    key: str
    words: Words
    synonyms: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, kw_only=True)
class VocabularyList:
    """A list of terms: the shipped content of ``schema/vocabularies/KEY.yaml``."""

    key: str
    label: Words
    terms: Mapping[str, Term]
    source: str = ""
    editable: bool = True
    attributes: Mapping[str, Words] = field(default_factory=_nothing)
    mark: Mark = field(compare=False, repr=False, default=_NOWHERE)


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A line of the menu: a register, or a page of its own."""

    register: str | None = None
    page: str | None = None


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    """A heading of the menu with its entries."""

    key: str
    label: Words
    icon: str
    entries: tuple[MenuEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """All that ``schema/`` declares."""

    registers: Mapping[str, Register]
    roles: Mapping[str, Role]
    vocabularies: Mapping[str, VocabularyList]
    menu: tuple[MenuGroup, ...]
    policies: Mapping[str, Any]  #: by file name; what they are is known in app/decisions
    packs: Mapping[str, Pack] = field(default_factory=_nothing)

    @property
    def menu_registers(self) -> tuple[Register, ...]:
        """The registers that the menu leads to, in its order."""
        keys = (entry.register for group in self.menu for entry in group.entries)
        return tuple(self.registers[key] for key in keys if key)

    def children_of(self, register: Register) -> tuple[tuple[Children, Register], ...]:
        """The child declarations of a register with the registers they name."""
        return tuple((each, self.registers[each.register]) for each in register.children.values())


@dataclass(frozen=True, kw_only=True)
class Pack:
    """What a behaviour pack asks of the registers that take part in it.

    ``needs`` maps a field key to the field types that serve; ``acts`` are the further acts it lets a register grant;
    ``policy`` names the policy whose files must know the register.
    """

    key: str
    label: Words
    needs: Mapping[str, tuple[str, ...]]
    acts: Mapping[Act, Words] = field(default_factory=_nothing)
    policy: str | None = None
    indexes: tuple[PackIndex, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PackIndex:
    """An index that the questions of a pack need: its name within the table, and the columns in this order.

    ``filled`` or ``empty`` names a column that limits it to the rows where that column is filled or empty.
    """

    key: str
    columns: tuple[str, ...]
    filled: str | None = None
    empty: str | None = None
