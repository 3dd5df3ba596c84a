"""Random well-typed rules and random rows of the sample register, for properties."""

from datetime import UTC, date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from hypothesis import strategies as st

from app.expressions import Names, kinds
from tests.expressions.sample import COLOURS, MEMBERS, NAMES, TRAININGS, utc

Texts = st.SearchStrategy[str]

DAYS = st.sampled_from([date(1, 1, 1), date(9999, 12, 31), date(2020, 2, 29), date(2021, 2, 28), date(2021, 3, 1)])
_DATES = DAYS | st.dates(date(2019, 12, 1), date(2022, 2, 1)) | st.dates()
_MOMENTS = st.sampled_from([utc(2021, 8, 31, 15, 59, 59, 999_999), utc(2021, 8, 31, 16), utc(9999, 12, 31, 16)]) | (
    st.datetimes(timezones=st.none() | st.just(UTC))
)
# No NUL (PostgreSQL stores none) and no lone surrogates (no database does).
_WORDS = st.sampled_from(["", "a", "A", "it's", "%", "火", "𠮷|_"]) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4
)
_PARTIALS = st.sampled_from(["", "0987", "1987", "1987-02", "2021-08-31"])
_NUMBER_TEXTS = st.sampled_from(["0", "1", "2", "-1", "-3", "0.5", "0.10", "2.25", "10", "0.001"])
_DAY_TEXTS = st.sampled_from(["0", "1", "7", "30", "365", "36500"])


def _of_kind(kind: kinds.Kind) -> st.SearchStrategy[Any]:
    """Values as a row holds them; small and alike, so that comparisons meet."""
    if isinstance(kind, kinds.Number):
        small = st.integers(-5, 5) | st.integers(-kind.limit // 10**kind.scale, kind.limit // 10**kind.scale)
        places = st.integers(-300, 300).map(lambda n: Decimal(n).scaleb(-min(kind.scale, 2)))
        return small | places if kind.scale else small
    if isinstance(kind, kinds.Key):
        return st.sampled_from(["", *(kind.keys or ("open", "x"))])
    if isinstance(kind, kinds.Keys):
        return st.lists(st.sampled_from(kind.keys or ("a", "b", "_")), unique=True).map(tuple)
    return _BY_KIND[type(kind)]


_BY_KIND: dict[type[kinds.Kind], st.SearchStrategy[Any]] = {
    kinds.Text: _WORDS, kinds.Date: _DATES, kinds.Partial: _PARTIALS, kinds.Moment: _MOMENTS,
    kinds.YesNo: st.booleans(), kinds.Reference: st.integers(1, 3), kinds.Opaque: st.just("x"),
}  # fmt: skip


def rows(names: Names = NAMES) -> st.SearchStrategy[dict[str, Any]]:
    """A row with many empty fields and a few child rows."""
    fields = {name: st.none() | _of_kind(kind) for name, kind in names.fields.items()}
    children = {name: st.lists(rows(child), max_size=2) for name, child in names.rows.items()}
    return st.fixed_dictionaries({}, optional=fields | children)


def _form(template: str, **parts: Texts) -> Texts:
    return st.builds(template.format, **parts)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


_LEVELS = (NAMES, MEMBERS, TRAININGS)


@cache  # of a strategy that occurs in many others one object is enough, and building them anew takes seconds
def grammar(level: int, depth: int) -> "Grammar":
    """Rules at most ``depth`` steps deep over the register (level 0), its members (1) or their trainings (2)."""
    return Grammar(level, depth)


class Grammar:
    """The rules of one level and depth, by what they give."""

    def __init__(self, level: int, depth: int) -> None:
        self.level = level
        self.depth = depth
        self.names = _LEVELS[level]

    @property
    def below(self) -> "Grammar":
        return grammar(self.level, self.depth - 1)

    def _fields(self, kind: type[kinds.Kind]) -> Texts:
        """The fields of that very kind."""
        names = [name for name, each in self.names.fields.items() if type(each) is kind]
        return st.sampled_from(names) if names else st.nothing()

    def _branching(self, value: Texts, doubtful: Texts) -> Texts:
        """Values of one kind chosen in the rule; ``doubtful`` is what may stand first in ``first``."""
        condition = self.below.conditions
        return (
            _form("(if {c} then {a} else {b})", c=condition, a=value, b=value)
            | _form("(if {c} then {a} else if {d} then {b} else {a})", c=condition, d=condition, a=value, b=value)
            | _form("first({a}, {b})", a=doubtful, b=value)
        )

    @cached_property
    def numbers(self) -> Texts:
        """A number."""
        leaf = self._fields(kinds.Number) | _NUMBER_TEXTS
        if self.depth <= 0:
            return leaf
        inner, dates = self.below.numbers, self.below.dates
        return (
            leaf
            | _form("({a} {sign} {b})", a=inner, b=inner, sign=st.sampled_from("+-"))
            | _form("{a} - ({b} + {a})", a=inner, b=inner)
            | _form("{a} * ({b})", a=_NUMBER_TEXTS, b=inner)
            | _form("{f}({a}, {b})", f=st.sampled_from(["days", "years"]), a=dates, b=dates)
            | _form("{f}({a})", f=st.sampled_from(["year", "month"]), a=dates)
            | _form("length({a})", a=self.below.texts)
            | _form("year({a})", a=self._fields(kinds.Partial))
            | self._counts
            | self._branching(inner, inner)
        )

    @cached_property
    def _counts(self) -> Texts:
        if not self.names.rows:
            return st.nothing()
        name, where = next(iter(self.names.rows)), grammar(self.level + 1, self.depth - 1).conditions
        return st.just(f"count({name})") | _form(f"count({name} where {{c}})", c=where)

    @cached_property
    def dates(self) -> Texts:
        """A date."""
        written = st.sampled_from(["today", "2021-08-31", "2020-02-29", "0001-01-01", "9999-12-31"])
        leaf = self._fields(kinds.Date) | written
        if self.depth <= 0:
            return leaf
        inner = self.below.dates
        moved = _form("{a} {sign} {n} days", a=inner, sign=st.sampled_from("+-"), n=_DAY_TEXTS)
        return leaf | moved | self._branching(inner, inner) | _form("date({a})", a=self._fields(kinds.Moment))

    @cached_property
    def texts(self) -> Texts:
        """A text."""
        leaf = _WORDS.filter(bool).map(_quoted) | self._fields(kinds.Text)
        return leaf if self.depth <= 0 else leaf | self._branching(self.below.texts, self._fields(kinds.Text))

    @cached_property
    def colours(self) -> Texts:
        """One of the ordered choices, or a word for it."""
        fields = st.sampled_from(["colour", "worst"])
        leaf = fields | st.sampled_from(COLOURS).map(_quoted)
        return leaf if self.depth <= 0 else leaf | self._branching(self.below.colours, fields)

    @cached_property
    def conditions(self) -> Texts:
        """A yes/no."""
        leaf = self._fields(kinds.YesNo) | st.sampled_from(["yes", "no"]) | self._asked
        if self.depth <= 0:
            return leaf
        inner, anything = self.below.conditions, self.below.numbers | self.below.dates | self.below.texts
        return (
            _form("({a} {word} {b})", a=inner, b=inner, word=st.sampled_from(["and", "or"]))
            | _form("not ({a})", a=inner)
            | _form("({a}) {sign} ({b})", a=inner, b=inner, sign=_EQUAL)
            | _form("({a}) is empty", a=inner | anything)
            | self._compared
            | self._compared.flatmap(lambda text: st.sampled_from([text, f"not {text}"]))
            | self._branching(inner, inner)
        )

    @cached_property
    def _compared(self) -> Texts:
        numbers, dates, texts = self.below.numbers, self.below.dates, self.below.texts
        colours = self.below.colours if self.level == 0 else st.nothing()
        return (
            _form("{a} {sign} {b}", a=numbers, b=numbers, sign=_EQUAL | _ORDER)
            | _form("{a} {sign} {b}", a=dates, b=dates, sign=_EQUAL | _ORDER)
            | _form("{a} {sign} {b}", a=texts, b=texts, sign=_EQUAL)
            | _form("colour {sign} {b}", b=colours, sign=_EQUAL | _ORDER)
            | _form("{a} {sign} worst", a=colours, sign=_EQUAL | _ORDER)
            | _form("{a} in ({b}, {c})", a=numbers, b=_NUMBER_TEXTS, c=_NUMBER_TEXTS)
            | _form("{a} in (2021-08-31, 2020-02-29)", a=dates)
        )

    @cached_property
    def _asked(self) -> Texts:
        """What can be asked of a field as it stands."""
        empty = _form("{a} {word}", a=st.sampled_from(list(self.names.fields)),
                      word=st.sampled_from(["is empty", "is not empty"]))
        return empty | st.sampled_from(_ASKED) if self.level == 0 else empty


_EQUAL = st.sampled_from(["=", "!="])
_ORDER = st.sampled_from(["<", "<=", ">", ">="])
_ASKED = [
    "status = 'open'", "status != 'open'", "status in ('open', 'closed')", "status = former", "status != former",
    "area = status", "area != 'x'", "first(former, 'closed') = status",
    "(if urgent then 'closed' else former) != status", "colour in ('red', 'blue')", "grade >= 'a'",
    "'land' in causes", "'la_d' in causes", "'_' in tags",
    "holder = helper", "holder != helper", "opened_at < closed_at", "opened_at != closed_at",
]  # fmt: skip


_DEPTHS = st.sampled_from([0, 1, 1, 2, 2, 3])


def conditions() -> Texts:
    """A condition on the sample register."""
    return _DEPTHS.flatmap(lambda depth: grammar(0, depth).conditions)


def values() -> Texts:
    """A rule that gives a number, a date, a text or a colour."""
    return _DEPTHS.flatmap(lambda depth: _values(grammar(0, depth)))


def _values(rules: Grammar) -> Texts:
    return rules.numbers | rules.dates | rules.texts | rules.colours
