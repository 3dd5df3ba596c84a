"""The fast path of lists (docs/decisions/0004): cached frame, cached content around the rows, compiled row functions.

What is kept is text that no value of a record went into: the frame per duties and language, the content around the rows per
query. Rows are written by functions compiled from the declaration; everything that comes from a record passes ``escape``,
but labels of choices, which are escaped once when the function is made.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import uuid4

from flask import g, get_flashed_messages, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from app.access.reach import Reach
from app.access.viewer import acting
from app.definition import Field, Register
from app.fieldtypes import Choice, ColourGrade, DateField, Reference, Vocabulary, YesNo
from app.fieldtypes.wording import Wording
from app.records.names import naming_fields
from app.records.selecting import Selection
from app.records.site import Work
from app.views import page as pages
from app.views.cells import cell_of
from app.views.frame import Frame, cut_frame
from app.views.holiday_gaps import gap_years
from app.views.listings import RowPage
from app.views.requests import epoch, language, site, viewer, web
from app.views.shell import LOCAL, shell

Row = Mapping[Any, Any]
CellWriter = Callable[[Row], str]
T = TypeVar("T")


def _stand_in(what: str) -> str:
    return f"\ue0f0{what} {secrets.token_hex(8)}\ue0f1"


#: Stand for what differs from request to request in a kept text; nobody can write them into a record or an address.
ROWS, TOKEN, NEXT, PREVIOUS, SENDING, WHO = map(_stand_in, ("rows", "token", "next", "previous", "sending", "who"))

_MOST_KEPT = 400  #: texts of a process
_MOST_DRAWN = 500  #: cells of a column


# -- frame ---------------------------------------------------------------------------------------


def in_frame(active: str, title: str, body: str) -> str:
    """A page around ``body`` (HTML) for the present viewer."""
    frame, person = _frame()
    return frame.around(active=active, title=str(escape(title)), csrf=generate_csrf(),
                        person=person.replace(TOKEN, generate_csrf()), main=body)


def page_in_frame(template: str, page: Any, active: str) -> str:
    """A page whose content is drawn now, in the kept frame. The template extends ``layout``."""
    return in_frame(active, page.title, render_template(template, page=page, shell=shell(active), layout="body.html"))


def viewer_key() -> Hashable:
    """All that the frame and the content around rows depend on of a viewer."""
    who = viewer()
    return (who.duties, who.name, language(), epoch(), gap_years(), request.remote_addr in LOCAL)


def _frame() -> tuple[Frame, str]:
    def draw() -> tuple[Frame, str]:
        around = shell()
        person = render_template("parts/person.html", shell=around)
        return cut_frame(render_template("frame_with_holes.html", shell=around)), person

    return kept(("frame", viewer_key()), lambda: _without_token(draw))


def _without_token(draw: Callable[[], T]) -> T:
    """Draw with a stand-in for the CSRF token, which is put in for each request."""
    had = g.pop("csrf_token", None)
    g.csrf_token = TOKEN
    try:
        return draw()
    finally:
        g.pop("csrf_token", None)
        if had is not None:
            g.csrf_token = had


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives for this key, made once. No value of a record may stand in it."""
    texts = web().texts
    found = texts.get(key)
    if found is None:
        if len(texts) >= _MOST_KEPT:
            texts.clear()
        found = texts[key] = make()
    return found


# -- empty form ----------------------------------------------------------------------------------


def form_html(key: Hashable, make: Callable[[], pages.FormPage], active: str) -> str:
    """The form for a new record before anything is typed in: drawn once per ``key``, viewer and language.

    The caller names in ``key`` all that the page takes from the day or the address; ``SENDING`` and ``WHO`` in the page
    become a fresh id and the account.
    """
    if session.get("_flashes") is not None:
        title, body = _drawn_form(make, active)
    else:
        title, body = kept(("form", viewer_key(), key), lambda: _without_token(lambda: _drawn_form(make, active)))
    body = body.replace(TOKEN, generate_csrf()).replace(SENDING, str(uuid4())).replace(WHO, str(viewer().user_id))
    return in_frame(active, title, body)


def _drawn_form(make: Callable[[], pages.FormPage], active: str) -> tuple[str, str]:
    page = make()
    return page.title, render_template("form.html", page=page, shell=shell(active), layout="body.html")


# -- list page -----------------------------------------------------------------------------------


def list_html(key: Hashable | None, make: Callable[[str, str, Markup], pages.ListPage], rows: str, *, previous: str,
              following: str, active: str) -> str:
    """A list page. ``make`` gives the page for stand-ins of the links and rows; it is asked once per ``key``.

    ``key`` None: nothing is kept (the page says something that only this request knows).
    """
    fresh = session.get("_flashes") is not None or key is None or not rows
    if fresh:
        page = make(previous, following, Markup(rows))  # noqa: S704  # rows come from the writers below
        return page_in_frame("list.html", page, active)
    title, body = kept(("list", viewer_key(), key, bool(previous), bool(following)),
                        lambda: _without_token(lambda: _drawn(make, bool(previous), bool(following), active)))
    body = body.replace(TOKEN, generate_csrf()).replace(PREVIOUS, str(escape(previous))).replace(NEXT, str(escape(following)))
    return in_frame(active, title, body.replace(ROWS, rows))


def _drawn(make: Callable[[str, str, Markup], pages.ListPage], previous: bool, following: bool, active: str) -> tuple[str, str]:
    page = make(PREVIOUS if previous else "", NEXT if following else "", Markup(ROWS))  # noqa: S704  # a mark of our own
    get_flashed_messages()
    return page.title, render_template("list.html", page=page, shell=shell(active), layout="body.html")


# -- rows ----------------------------------------------------------------------------------------


def rows_html(doing: Work, register: Register, found: RowPage, *, start: int, checks: bool, edits: Reach) -> str:
    """The ``<tr>`` of a page; ``start`` is the number before the first. Contract: templates/list.html."""
    wording = doing.wording()
    write = kept(("row", register.key, found.selection.name, doing.language, viewer_key(), checks),
                  lambda: RowWriter(register, found.selection, wording, checks))
    return write.all(found.rows, start, edits)


class RowWriter:
    """Writes the rows of one register in one language: compiled once, called for every row."""

    def __init__(self, register: Register, selection: Selection, wording: Wording, checks: bool) -> None:
        self.register, self.selection, self.wording = register, selection, wording
        self.cells = [self._writer(field) for field in selection.fields]
        self.shade = next((field for field in selection.fields if isinstance(field.type, ColourGrade)), None)
        self.show, self.edit = (("查看", "修改") if wording.language == "zh" else ("Open", "Edit"))
        choose = "选择第 %s 行" if wording.language == "zh" else "Choose row %s"
        box = '<td class="c-check"><input class="form-check-input" type="checkbox" name="id" value="%s" form="bulk" '
        self.check = f'{box}aria-label="{choose}"></td>' if checks else ""

    def all(self, rows: Sequence[Row], start: int, edits: Reach) -> str:
        """All rows of a page."""
        return "".join([self.one(row, start + number, edits) for number, row in enumerate(rows, start=1)])

    def one(self, row: Row, number: int, edits: Reach) -> str:
        """One row; ``edits`` is the viewer's reach for changing it."""
        record, shade = row["id"], _shade(self.shade, row) if self.shade else None
        head = f'<tr class="s-{escape(shade)}">' if shade else "<tr>"
        check = self.check % (record, number) if self.check else ""
        key = self.register.key
        edit = f'<a href="/{key}/edit/{record}">{self.edit}</a>' if edits.through or edits.includes(row) else ""
        cells = "".join([write(row) for write in self.cells])
        return (f'{head}{check}<td class="c-no">{number}</td>{cells}'
                f'<td class="c-ops"><a href="/{key}/show/{record}">{self.show}</a>{edit}</td></tr>')

    # -- compiling -----------------------------------------------------------------------------

    def _writer(self, field: Field) -> CellWriter:
        label = str(escape(field.label.to(self.wording.language)))
        if field.key == main_field(self.selection):
            return self._main(field, label)
        if field.mask or field.computed or field.encrypted:
            return self._general(field, label)
        if isinstance(field.type, Reference):
            return self._reference(field, field.type, label)
        if field.type.beside():
            return self._shaded(field, label)
        if isinstance(field.type, (Choice, Vocabulary, ColourGrade, YesNo, DateField)):
            return self._remembered(field, label)
        if field.type.kind in ("text", "auto_number"):
            return _text(field, label)
        return self._general(field, label)

    def _main(self, field: Field, label: str) -> CellWriter:
        start = f'<td class="c-main" data-label="{label}"><a href="/{self.register.key}/show/'
        selection, wording = self.selection, self.wording
        named = Selection(selection.models, self.register, (field,), (field,)) if isinstance(field.type, Reference) else None

        def write(row: Row) -> str:
            words = replace(wording, names=named.names(row, wording)) if named else wording
            text = cell_of(field, selection.value(field, row), words).text or f"#{row['id']}"
            return f'{start}{row["id"]}">{escape(text)}</a></td>'

        return write

    def _reference(self, field: Field, kind: Reference, label: str) -> CellWriter:
        start, target, column = f'<td class="c-reference" data-label="{label}">', kind.to, field.column
        one = Selection(self.selection.models, self.register, (field,), (field,))
        wording, naming = self.wording, one.name_keys(field)
        drawn: dict[Any, str] = {}

        def write(row: Row) -> str:
            record = row[column]
            if record is None:
                return "<td></td>"
            called = (record, *[row[name] for name in naming])
            text = drawn.get(called)
            if text is None:
                name = one.names(row, wording).get((target, record))
                shown = "—" if name is None else f'<a href="/{target}/show/{record}">{escape(name)}</a>'
                text = _keep(drawn, called, f"{start}{shown}</td>")
            return text

        return write

    def _remembered(self, field: Field, label: str) -> CellWriter:
        """Values of which there are few: each is drawn once."""
        drawn: dict[Any, str] = {None: "<td></td>"}
        column = field.column

        def write(row: Row) -> str:
            value = row[column]
            text = drawn.get(value)
            return text if text is not None else _keep(drawn, value, self._drawn(field, value, label))

        return write

    def _shaded(self, field: Field, label: str) -> CellWriter:
        """A value whose look other columns of the row decide."""
        drawn: dict[Any, str] = {}
        column, is_past = field.column, field.type.is_past

        def write(row: Row) -> str:
            looks = row[column], is_past(row)
            text = drawn.get(looks)
            return text if text is not None else _keep(drawn, looks, td(cell_of(field, looks[0], self.wording, past=looks[1]),
                                                                        label))

        return write

    def _general(self, field: Field, label: str) -> CellWriter:
        selection = self.selection
        return lambda row: self._drawn(field, selection.value(field, row), label)

    def _drawn(self, field: Field, value: Any, label: str) -> str:
        return td(cell_of(field, value, self.wording), label)


def _shade(field: Field, row: Row) -> str | None:
    value = row[field.column]
    return "done" if value is not None and field.type.is_past(row) else value


def _keep(drawn: dict[Any, str], key: Any, text: str) -> str:
    if len(drawn) >= _MOST_DRAWN:
        drawn.clear()
    drawn[key] = text
    return text


def _text(field: Field, label: str) -> CellWriter:
    """A text that is shown as it is stored."""
    column, kind = field.column, field.type.cell
    start = f'<td data-label="{label}">' if kind == "text" else f'<td class="c-{kind}" data-label="{label}">'

    def write(row: Row) -> str:
        value = row[column]
        return f"{start}{escape(value)}</td>" if value else "<td></td>"

    return write


def td(cell: pages.Cell, label: str) -> str:
    """A cell as templates/cells.html draws it (a test holds them together); ``label`` is escaped already."""
    if not cell.text and not cell.values:
        return "<td></td>"
    kind, text = cell.kind, escape(cell.text)
    if kind == "text":
        return f'<td data-label="{label}">{_plain(cell, text)}</td>'
    return f'<td class="c-{kind}" data-label="{label}">{_INSIDE.get(kind, _plain)(cell, text)}</td>'


def _plain(cell: pages.Cell, text: Markup) -> str:
    return f'<a href="{escape(cell.url)}">{text}</a>' if cell.url else str(text)


def _phones(cell: pages.Cell, text: Markup) -> str:
    numbers = [escape(number) for number in cell.values or (cell.text,)]
    return " ".join(f'<a class="tel" href="tel:{number.replace("-", "")}">{number}</a>' for number in numbers)


def _masked(cell: pages.Cell, text: Markup) -> str:
    reveal = f'<a class="reveal" href="{escape(cell.url)}" data-dialog>{escape(_("Show"))}</a>' if cell.url else ""
    return f'<span class="masked">{text}</span>{reveal}'


def _choice(cell: pages.Cell, text: Markup) -> str:
    return _plain(cell, text) if cell.tone == "plain" else f'<span class="tag tag-{escape(cell.tone)}">{text}</span>'


_INSIDE: dict[str, Callable[[pages.Cell, Markup], str]] = {
    "colour": lambda cell, text: f'<span class="tag t-{escape(cell.shade)}">{text}</span>',
    "card": lambda cell, text: f'<span class="flag flag-{escape(cell.shade)}">{text}</span>',
    "phone": _phones,
    "masked": _masked,
    "choice": _choice,
    "yes_no": lambda cell, text: f'<span class="{"no" if cell.tone == "plain" else "yes"}">{text}</span>',
    "long": lambda cell, text: f"<span>{text}</span>",
}


def main_field(selection: Selection) -> str:
    """The column that leads to the record: the last word of its name that is in the list, else the first column.

    A number says too little to be the head of a card, where the name has words beside it.
    """
    listed = [field.key for field in selection.fields]
    named = [key for key in naming_fields(selection.register) if key in listed]
    words = [key for key in named if selection.register.fields[key].type.kind != "integer"]
    return (words or named or listed[:1])[-1]


def edit_reach(register: Register) -> Reach:
    """Which rows of a list the viewer may change."""
    return site().rights.reach(acting(), register.key, "edit")
