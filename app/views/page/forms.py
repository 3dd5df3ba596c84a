"""Forms: templates/form.html, act.html, stale.html, password.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.views.page.lists import Option
from app.views.page.parts import Act, Link, Notice, Problem

Control = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "partial_date",
    "datetime",
    "yes_no",
    "choice",
    "multi_choice",
    "reference",
    "references",
    "geo_point",
    "attachments",
    "given",
    "phones",
    "id_number",
    "password",
    "hidden",
]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that a record has already; checking its box takes it away."""

    id: str
    name: str
    size: str
    url: str
    picture_url: str = ""  #: where it is a picture that is small enough to be shown


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """One field of a form, drawn by the macro ``control`` of templates/controls.html.

    ``name`` is the name it is posted under and its id; ``key`` is what rules call it.
    ``value`` is the text as typed; ``options`` hold the choices, for references the chosen ones and perhaps some more.
    ``visible_if``, ``required_if``: ``Rule.as_json()``, or None. ``rule_power``: the power of ten between what is typed
    and what rules speak of (money in 万元: 4).
    """

    key: str
    name: str
    label: str
    control: Control = "text"
    value: str = ""
    required: bool = False
    help: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    options_url: str = ""
    placeholder: str = ""
    unit: str = ""  #: 万元
    max_length: int | None = None
    least: str = ""
    most: str = ""
    step: str = ""
    accept: str = ""  #: file name endings, as the attribute wants them
    max_mb: int = 0  #: of one file
    most_files: int = 0  #: of the field, those that are kept among them
    points_url: str = ""  #: what the sketch of a map point shows
    secret: bool = False  #: never kept in the browser
    kept: tuple[Kept, ...] = ()
    visible_if: dict[str, Any] | None = None
    required_if: dict[str, Any] | None = None
    rule_power: int = 0
    wide: bool = False
    autofocus: bool = False
    autocomplete: str = "off"

    @property
    def anchor(self) -> str:
        """The id of its control."""
        return f"f-{self.name}"


@dataclass(frozen=True, kw_only=True)
class FormGroup:
    """Fields that stand together."""

    key: str
    label: str
    fields: tuple[FieldView, ...]
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """One child row of a form; ``id`` empty for a new one. ``removed``: its box 删除 is checked."""

    index: str
    fields: tuple[FieldView, ...]
    id: str = ""
    id_name: str = ""
    version: str = ""
    version_name: str = ""
    removed_name: str = ""
    removed: bool = False
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Children:
    """Child rows in the form of their parent. ``blank`` is the pattern of a new row: its index is ``__n__``.

    ``count_name`` is the name of a hidden field that says how many rows were sent.
    """

    key: str
    label: str
    rows: tuple[ChildRow, ...]
    blank: ChildRow
    add_label: str
    count_name: str
    next_index: int
    most: int = 200


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A form over a whole page. ``version`` is posted as ``version``: the optimistic lock.

    ``sending`` is the id that makes it count once (app/records/sending.py). ``draft`` names what is typed in the browser's
    store ("dispute/new"), for the account ``who`` alone; without it nothing is kept there.
    """

    title: str
    crumbs: tuple[Link, ...]
    action: str
    cancel_url: str
    save_label: str
    groups: tuple[FormGroup, ...]
    children: tuple[Children, ...] = ()
    version: str = ""
    problems: tuple[Problem, ...] = ()
    help: str = ""
    today: str = ""  #: ISO, what rules mean by today
    notices: tuple[Notice, ...] = ()
    more: tuple[Act, ...] = ()  #: other buttons beside 保存
    likely_same: tuple[Link, ...] = ()  #: possible duplicates
    accept: str = ""  #: what saving says of them: that this is another one
    quick: bool = False  #: one column of large controls, for a phone
    has_files: bool = False
    sending: str = ""
    draft: str = ""
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class ActPage:
    """A small form for one act: 作废, 上报, 化解, 查看完整号码 (templates/act.html). In a dialog, or a page of its own."""

    title: str
    crumbs: tuple[Link, ...]
    action: str
    cancel_url: str
    button: str
    about: str = ""  #: the record it is about
    explains: str = ""
    fields: tuple[FieldView, ...] = ()
    problems: tuple[Problem, ...] = ()
    danger: bool = False
    version: str = ""
    shown: tuple[tuple[str, str], ...] = ()  #: label and value: what is known, or what was asked for (full numbers)

    @property
    def has_files(self) -> bool:
        """Whether files are sent with it."""
        return any(each.control == "attachments" for each in self.fields)


@dataclass(frozen=True, kw_only=True)
class StaleField:
    """A field that differs between the sides. ``clash``: both have changed it since, so nothing is chosen beforehand.

    ``side`` is chosen beforehand; ``by`` and ``at``: who changed it last on their side, and when.
    """

    name: str
    label: str
    theirs: str
    mine: str
    theirs_posted: tuple[str, ...]
    mine_posted: tuple[str, ...]
    clash: bool = True
    side: Literal["", "mine", "theirs"] = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class StalePage:
    """Somebody saved first: both sides, to choose from (templates/stale.html).

    The form posts ``choose.NAME`` = ``mine`` or ``theirs`` for each field, ``mine.NAME`` and ``theirs.NAME`` (repeated
    for several values), the fresh ``version``, and ``kept``: whatever else the form held. ``added``: what is new on their
    side and stays; ``files``: where files are chosen again, since a browser sends them only once.
    """

    title: str
    crumbs: tuple[Link, ...]
    action: str
    cancel_url: str
    theirs_by: str
    theirs_at: str
    version: str
    fields: tuple[StaleField, ...]
    kept: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    files: tuple[FieldView, ...] = ()
    sending: str = ""


@dataclass(frozen=True, kw_only=True)
class PasswordRule:
    """One rule for passwords; ``pattern``, a JavaScript regular expression, lets the page tick it off while one types."""

    text: str
    pattern: str = ""


@dataclass(frozen=True, kw_only=True)
class PasswordPage:
    """Change of a password; ``first``: of a first password, before anything else may be done.

    The last two ``fields`` are the new password and its repetition.
    """

    title: str
    crumbs: tuple[Link, ...]
    action: str
    fields: tuple[FieldView, ...]
    rules: tuple[PasswordRule, ...]
    first: bool = False
    problems: tuple[Problem, ...] = ()
    cancel_url: str = ""
