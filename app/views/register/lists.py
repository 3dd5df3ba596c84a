"""The list of a register, its count, its recycle list and its print."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, Literal

from flask import render_template, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from markupsafe import Markup

from app.access.listing import COUNT_CAP
from app.access.query import SIZES, ListQuery, listed_columns, orders, parse_query, seal_key
from app.access.viewer import acting
from app.decisions.calendar import SHANGHAI
from app.definition import Register
from app.fieldtypes import Reference
from app.fieldtypes.wording import Wording
from app.problems import Problems
from app.records.names import read_names
from app.records.selecting import Selection, select_fields
from app.records.site import Work
from app.views import page as pages
from app.views.card.acts import card_bulk
from app.views.cells import changeable_fields, text_of
from app.views.errors import BadRequestProblems
from app.views.fastpath import edit_reach, list_html, rows_html
from app.views.listings import RowPage, listing_of, read_count, read_page
from app.views.register.conditions import conditions_in_words, spoken_conditions
from app.views.register.query_bar import RegisterQuery
from app.views.register.unit_places import list_place, list_tree
from app.views.requests import now, site, viewer, web, work
from app.views.urls import add_url, arguments_of, list_arguments, list_url, with_arguments

Arguments = dict[str, list[str]]

#: Rows on one printed list; a longer one is exported.
MOST_PRINTED = 1000

_MOST_SELECTIONS = 500  #: sets of columns that a process keeps


class ListPages:
    """``/<register>/list/`` and what belongs to it."""

    register: Register

    @expose("/list/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("list")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """A page of rows with the query bar."""
        doing, query = work(), asked(self.register)
        selection = list_selection(self.register, query.columns)
        found = read_page(self.register, query, selection, "void" if query.recycled else "read")
        return _ListPage(doing, self.register, query, found).html()

    @expose("/count/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("list")  # type: ignore[untyped-decorator]
    def count(self) -> Any:
        """How many rows the query has; asked after the page is there."""
        query = asked(self.register)
        counted = read_count(self.register, query, "void" if query.recycled else "read")
        return render_template("count.html", count=count_words(counted))

    @expose("/tree/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("list")  # type: ignore[untyped-decorator]
    def tree(self) -> Any:
        """The units below which the viewer sees rows of the register, with their counts; ``open``: those below one unit."""
        return render_template("tree.html", page=list_tree(work(), self.register))

    @expose("/print/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("list")  # type: ignore[untyped-decorator]
    def print(self) -> Any:
        """The rows of the query on A4."""
        doing, query = work(), asked(self.register)
        return render_template("list_print.html", page=_printed(doing, self.register, query))


def asked(register: Register, beside: tuple[str, ...] = ()) -> ListQuery:
    """The query of this request; arguments named in ``beside`` are not its. Raises BadRequestProblems."""
    try:
        return parse_query(register, arguments_of(request, beside), work().reading())
    except Problems as bad:
        raise BadRequestProblems(bad.found) from bad


def list_selection(register: Register, columns: tuple[str, ...] = ()) -> Selection:
    """These columns, else those that the list declares."""
    selections: dict[Hashable, Selection] = web().selections  # type: ignore[assignment]
    key: Hashable = (register.key, columns) if columns else register.key
    if key not in selections:
        if len(selections) > _MOST_SELECTIONS:
            selections.clear()
        selections[key] = select_fields(site().models, register, columns or register.list_columns)
    return selections[key]


def count_words(count: int) -> str:
    """共 N 条, or more than can be counted at once."""
    if count > COUNT_CAP:
        return _("More than %(count)s records", count=f"{COUNT_CAP:,}")
    return _("%(count)s records in all", count=f"{count:,}")


def register_tabs(register: Register, at: Literal["list", "charts", "voided"]) -> Iterator[pages.Link]:
    """The other views of a register's rows."""
    key, may = register.key, site().rights.may
    yield pages.Link(label=_("List"), url=list_url(key), current=at == "list")
    if register.charts and may(acting(), key, "chart"):
        yield pages.Link(label=_("Charts"), url=f"/{key}/chart/", current=at == "charts")
    if may(acting(), key, "void"):
        yield pages.Link(label=_("Voided"), url=list_url(key, {"recycled": "1"}), current=at == "voided")


class _ListPage:
    """One list page."""

    def __init__(self, doing: Work, register: Register, query: ListQuery, found: RowPage) -> None:
        self.doing, self.register, self.query, self.found = doing, register, query, found
        self.language = doing.language
        self.arguments: Arguments = {name: [v for v in values if v != ""] for name, values in arguments_of(request).items()}

    def html(self) -> str:
        """The finished page."""
        start = 0 if self.query.after is not None else (self.query.page - 1) * self.query.size
        rows = rows_html(self.doing, self.register, self.found, start=start, checks=self._bulk() is not None,
                         edits=edit_reach(self.register))
        previous = self._url(before=seal_key(self.found.first_key)) if self.found.before and self.found.first_key else ""
        following = self._url(after=seal_key(self.found.last_key)) if self.found.more and self.found.rows else ""
        return list_html(self._key(), self.page, rows, previous=previous, following=following, active=self.register.key)

    def _key(self) -> Hashable | None:
        """What the content around the rows depends on; None where it names a record, which may be renamed meanwhile."""
        if any(isinstance(self.register.fields[each.field].type, Reference) for each in self.query.filters):
            return None
        moving = ("page", "after", "before")
        return (self.register.key, tuple(sorted((name, tuple(values))
                                                for name, values in self.arguments.items() if name not in moving)))

    def page(self, previous: str, following: str, rows: Markup) -> pages.ListPage:
        """The page around the rows."""
        register, label = self.register, self.register.label.to(self.language)
        return pages.ListPage(
            title=label, crumbs=(), columns=tuple(self._columns()), rows=rows, pager=self._pager(previous, following),
            empty=self._empty(), query=self._query_bar(), buttons=tuple(self._buttons()), chips=tuple(self._chips()),
            bulk=self._bulk(), help=register.help.to(self.language) if register.help else "",
            tabs=tuple(register_tabs(register, "voided" if self.query.recycled else "list")), chooser=self._chooser(),
            place=list_place(self.doing, register, self.query, self.arguments), panel=True,
            saved_url=with_arguments("/saved/", {"register": register.key, "query": list_arguments(self.arguments)}),
        )

    def _url(self, without: Sequence[str] = (), **changed: str) -> str:
        """This list with some arguments changed; a change starts again at the first page."""
        gone = {"page", "after", "before", *without, *changed}
        kept = {name: values for name, values in self.arguments.items() if name not in gone}
        return list_url(self.register.key, {**kept, **changed})

    def _columns(self) -> Iterator[pages.Column]:
        sorts = {order.field for order in orders(self.register)}
        changing = changeable_fields(self.register) if self._may("edit") and not self.query.recycled else frozenset()
        for field in self.found.selection.fields:
            now_sorted = self.query.order.field == field.key
            descending = now_sorted and not self.query.order.descending
            yield pages.Column(
                key=field.key, label=field.label.to(self.language), kind="masked" if field.mask else field.type.cell,
                sort_url=self._url(sort=("-" if descending else "") + field.key) if field.key in sorts else "",
                sorted="" if not now_sorted else "desc" if self.query.order.descending else "asc",
                edits=field.key in changing,
            )

    def _chooser(self) -> pages.ColumnChooser:
        """The chosen columns in their order, then the others."""
        chosen = [field.key for field in self.found.selection.fields]
        keys = dict.fromkeys((*chosen, *listed_columns(self.register)))
        options = tuple(pages.Option(key=key, label=self.register.fields[key].label.to(self.language), chosen=key in chosen)
                        for key in keys)
        kept = tuple((name, value) for name, values in self.arguments.items() for value in values
                     if name not in ("page", "after", "before", "cols"))
        return pages.ColumnChooser(action=list_url(self.register.key), options=options, kept=kept,
                                   reset_url=self._url(without=("cols",)) if self.query.columns else "")

    def _pager(self, previous: str, following: str) -> pages.Pager:
        sizes = tuple(pages.Link(label=str(size), url=self._url(size=str(size)), current=size == self.query.size)
                      for size in SIZES)
        counted = {name: values for name, values in self.arguments.items()
                   if name not in ("page", "after", "before", "size", "sort", "cols")}
        return pages.Pager(sizes=sizes, first_url=self._url() if previous else "", previous_url=previous, next_url=following,
                           count_url=with_arguments(f"/{self.register.key}/count/", counted))

    def _empty(self) -> pages.Empty:
        if self.query.filters or self.query.search or self.query.under:
            return pages.Empty(text=_("Nothing matches these conditions."), hint=_("Change or reset the conditions above."))
        if self.query.recycled:
            return pages.Empty(text=_("Nothing has been voided."))
        return pages.Empty(text=_("Nothing has been entered yet."),
                           hint=_("Add the first record, or import a list that you have."),
                           act=self._add() if self._may("create") else None)

    def _may(self, act: str) -> bool:
        return site().rights.may(acting(), self.register.key, act)

    def _add(self) -> pages.Act:
        return pages.Act(key="add", label=_("New"), url=add_url(self.register.key), icon="plus", style="main")

    def _buttons(self) -> Iterator[pages.Act]:
        key, importing = self.register.key, self.register.importing is not None and self._may("import")
        query = {name: values for name, values in self.arguments.items() if name not in ("page", "after", "before", "size")}
        if self._may("create"):
            yield self._add()
        if importing:
            yield pages.Act(key="import", label=_("Import"), url=f"/{key}/import/", icon="import")
        if self._may("export"):
            yield pages.Act(key="export", label=_("Export"), url=with_arguments(f"/{key}/export/", query), icon="export",
                            dialog=True)
        if importing:
            yield pages.Act(key="template", label=_("Template"), url=f"/{key}/template/", icon="download")
        yield pages.Act(key="print", label=_("Print"), url=with_arguments(f"/{key}/print/", query), icon="print")

    def _bulk(self) -> pages.Bulk | None:
        acts = []
        if self._may("void"):
            key, label = ("restore", _("Restore")) if self.query.recycled else ("void", _("Void"))
            acts.append(pages.Act(key=key, label=label, url="", style="plain" if self.query.recycled else "danger"))
        if self._may("edit") and not self.query.recycled:
            acts.append(pages.Act(key="set", label=_("Set a field"), url=""))
        if not self.query.recycled:
            acts += card_bulk(self.register)
        return pages.Bulk(url=f"/{self.register.key}/bulk/", acts=tuple(acts)) if acts else None

    # -- query bar -----------------------------------------------------------------------------

    def _query_bar(self) -> pages.QueryBar:
        reset = list_url(self.register.key, {"recycled": "1"} if self.query.recycled else {})
        asking = RegisterQuery(self.doing, self.register, self.arguments)
        kept = ("sort", "size", "recycled", "under", "cols")
        return asking.bar(list_url(self.register.key), reset, kept=kept, search=self.query.search or "")

    def _chips(self) -> Iterator[pages.Chip]:
        for each in spoken_conditions(self.doing, self.register, self.query, self.arguments):
            yield pages.Chip(label=each.label, text=each.text, url_without=self._url(without=(each.argument,)))


def _printed(doing: Work, register: Register, query: ListQuery) -> pages.PrintedList:
    selection, listing = list_selection(register, query.columns), listing_of(register)
    statement, parameters = listing.everything(query, site().rights.reach(viewer(), register.key, "read"), selection.columns())
    rows = doing.session.execute(statement.limit(MOST_PRINTED + 1), {**parameters, "today": doing.today}).mappings().all()
    wording = _with_names(doing, selection, rows[:MOST_PRINTED])
    printed = tuple(tuple(text_of(field, selection.value(field, row), wording) for field in selection.fields)
                    for row in rows[:MOST_PRINTED])
    count = count_words(len(printed)) if len(rows) <= MOST_PRINTED else _("The first %(count)s records", count=MOST_PRINTED)
    return pages.PrintedList(
        title=register.label.to(doing.language), back_url=list_url(register.key, request.args.to_dict(flat=False)),
        unit=doing.site.directory(doing.session).name(viewer().units[0] if viewer().units else None),
        printed_at=f"{now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}", printed_by=viewer().name,
        columns=tuple(pages.Column(key=field.key, label=field.label.to(doing.language), kind=field.type.cell)
                      for field in selection.fields),
        rows=printed, count=count, filtered=conditions_in_words(doing, register, query),
        signatures=(_("Issued by"), _("Drawn up by")),
    )


def _with_names(doing: Work, selection: Selection, rows: Sequence[Any]) -> Wording:
    names: dict[tuple[str, int], str] = {}
    for field in selection.named:
        assert isinstance(field.type, Reference)
        ids = {row[field.column] for row in rows if row[field.column]}
        names.update(read_names(doing.session, field.type.to, ids, doing.wording()))
    return doing.wording(names)
