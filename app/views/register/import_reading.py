"""The part of the check page that tells how a file was read, and what a person may choose instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask_babel import gettext as _

from app.definition import Field, Register
from app.exchange.looking import Looked, SeenColumn, fields_to_choose
from app.exchange.reading.delimited import ENCODINGS, SEPARATORS
from app.exchange.reading.source import unreadable
from app.exchange.reading.table import ImportOptions
from app.fieldtypes.reading import whole_number
from app.views import page as pages
from app.words import Language

#: Said of a column that is not to be read.
LEFT_OUT = "-"
_MOST_HEADER = 10_000
_COLUMN = "column."


def reading_panel(register: Register, language: Language, action: str, options: ImportOptions, looked: Looked) -> pages.Reading:
    """How the file is read under the options."""
    return pages.Reading(
        action=action, how=tuple(_how(looked)), choices=tuple(_choices(options, looked)),
        matches=tuple(_match(register, language, each) for each in looked.columns), header=str(looked.header),
        unread=sum(each.unknown for each in looked.columns),
        sheets=tuple(pages.SheetLine(name=each.name, verdict=_verdicts()[each.verdict], read=each.verdict == "read")
                     for each in looked.sheets),
        confirm=looked.unconfirmed)


def chosen_reading(register: Register, options: ImportOptions, form: Mapping[str, str]) -> ImportOptions:
    """The options with what the form of the panel says. Another sheet, encoding or line of headings makes other columns of
    it, so that what was said of the columns does not stand then. Raises Unreadable (F026)."""
    encoding, sheet = form.get("encoding", "") or None, form.get("sheet", "") or None
    header = options.header if form.get("header") == form.get("was_header") else _header(form.get("header", ""))
    separator = form.get("separator", "")
    laid = replace(options, encoding=encoding if encoding in ENCODINGS else None, sheet=sheet, header=header,
                   separator=separator if separator in SEPARATORS else None)
    if laid != options:
        return replace(laid, columns={})
    columns = dict(_columns(register, form))
    return replace(laid, columns={} if form.get("again") else columns)


def _header(given: str) -> int | None:
    """The line of the headings; None where nothing, or nothing that is a line, was given."""
    line = whole_number(given.strip()) if given.strip() else None
    return line if line is not None and 0 <= line <= _MOST_HEADER else None


def _columns(register: Register, form: Mapping[str, str]) -> Iterator[tuple[int, str | None]]:
    """What was said of each column; of one that is the register's above nothing can be."""
    offered = {each.key for each in fields_to_choose(register)}
    for name, said in form.items():
        number = whole_number(name.removeprefix(_COLUMN)) if name.startswith(_COLUMN) else None
        if number is None or said == "":
            continue
        if said not in offered and said != LEFT_OUT:
            raise unreadable("F026", given=said[:40])
        yield number, None if said == LEFT_OUT else said


# -- what is shown ---------------------------------------------------------------------------------


def _how(looked: Looked) -> Iterator[str]:
    if looked.is_text:
        yield _("Text in %(encoding)s", encoding=looked.how) if looked.how else _("Text of unknown encoding")
    elif looked.how:
        yield _("Workbook (%(kind)s)", kind=looked.how.upper())
    if looked.separator:
        yield _separators().get(looked.separator, _("separated by %(sign)s", sign=looked.separator))
    read = [each.name for each in looked.sheets if each.verdict == "read" and each.name]
    if read:
        yield _("Sheet: %(names)s", names="、".join(read))
    if looked.columns:
        yield _("Headings in line %(line)s", line=looked.header) if looked.header else _("No line of headings")


def _separators() -> dict[str, str]:
    return {",": _("separated by commas"), "\t": _("separated by tabs"), ";": _("separated by semicolons"),
            "|": _("separated by vertical bars")}


def _verdicts() -> dict[str, str]:
    return {"read": _("is read"), "other": _("has data too, is not read"), "hidden": _("is hidden, is not read"),
            "nothing": _("has no headings or no rows"), "unreadable": _("cannot be read")}


def _choices(options: ImportOptions, looked: Looked) -> Iterator[pages.FieldView]:
    if looked.is_text:
        known = tuple(pages.Option(key=name, label=name, chosen=name == options.encoding) for name in ENCODINGS)
        yield pages.FieldView(key="encoding", name="encoding", label=_("Encoding"), control="choice", options=known,
                              placeholder=_("Find out"), help=_("Choose another where characters look wrong"))
        signs = tuple(pages.Option(key=name, label=_separators()[sign], chosen=name == options.separator)
                      for name, sign in SEPARATORS.items())
        yield pages.FieldView(key="separator", name="separator", label=_("Separator"), control="choice", options=signs,
                              placeholder=_("Find out"), help=_("Choose another where all stands in one column"))
    if len(looked.sheets) > 1 or options.sheet is not None:
        sheets = tuple(pages.Option(key=each.name, label=f"{each.name} – {_verdicts()[each.verdict]}",
                                    chosen=each.name == options.sheet) for each in looked.sheets if each.name)
        yield pages.FieldView(key="sheet", name="sheet", label=_("Sheet"), control="choice", options=sheets,
                              placeholder=_("The one with the data"))
    if looked.columns:
        yield pages.FieldView(key="header", name="header", label=_("Line of the headings"), control="number",
                              value=str(looked.header), help=_("0 where there is none"))


def _match(register: Register, language: Language, column: SeenColumn) -> pages.Match:
    above = (pages.Option(key="", label=column.above.label.to(language), chosen=True),) if column.above else ()
    left_out = column.field is None and column.above is None
    fields = (_option(each, language, column) for each in fields_to_choose(register))
    rest = (pages.Option(key=LEFT_OUT, label=_("Do not import"), chosen=left_out),)
    return pages.Match(number=column.number, heading=column.heading or _("Column %(number)s", number=column.number),
                       options=(*above, *rest, *fields), unread=column.unknown,
                       sample=_glimpse(register, column))


def _glimpse(register: Register, column: SeenColumn) -> str:
    """The first value; of a field with a mask its beginning, which is enough to know the column by."""
    masked = column.field is not None and register.fields[column.field].mask
    return f"{column.sample[:4]}****" if masked and len(column.sample) > 4 else column.sample


def _option(each: Field, language: Language, column: SeenColumn) -> pages.Option:
    return pages.Option(key=each.key, label=each.label.to(language), chosen=each.key == column.field)
