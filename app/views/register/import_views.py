"""The pages of an import: upload, preview row by row, result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.access.viewer import acting
from app.definition import Field, Register
from app.exchange.importing import plan
from app.exchange.looking import look
from app.exchange.naming import Names, RecordNames
from app.exchange.plan import Plan, PlannedRow, RowWords, by_place
from app.exchange.reading.skipping import REASONS
from app.exchange.reading.table import ImportOptions, sheet_of
from app.exchange.runs import ImportRun
from app.exchange.templates import TemplateColumn, template_columns
from app.fieldtypes import LongText, Reference, Text
from app.fieldtypes.references import id_or_none
from app.problems import Problem
from app.records.names import naming_fields, read_names
from app.records.site import Work
from app.views import page as pages
from app.views.register.import_reading import reading_panel
from app.views.register.import_runs import COUNTED, earlier_table, fate_counts, fate_words, last_day
from app.views.requests import site
from app.views.urls import import_url, options_url, show_url, with_arguments

#: What becomes of a row, as pages call it → the action of a plan.
FATES: Mapping[pages.RowFate, str] = {
    "refused": "refused", "new": "create", "changed": "update", "same": "same", "skipped": "skipped",
}

#: What a browser offers to choose; what the file is its content says.
FORMATS = (".xlsx", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt")

#: Rows of one fate on a page.
PAGE = 100

#: Refused rows of which the preview can say whom they are about.
_REFUSED_KEPT = 20_000

#: Warnings that a page shows.
_WARNINGS_SHOWN = 100

#: Choices of a column that the first page names.
_CHOICES_SHOWN = 6
_WHEN_EXISTS = ("update", "skip", "refuse")


@dataclass
class Collected:
    """The plan of a file, and one page of the rows of one fate, from ``first`` (0)."""

    plan: Plan
    fate: pages.RowFate
    first: int = 0
    rows: list[PlannedRow] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows have this fate."""
        return int(getattr(self.plan.counts, COUNTED[self.fate]))

    def page(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Those of all rows of the fate that are shown."""
        return rows[self.first : self.first + PAGE]


def chosen_options(register: Register, form: Mapping[str, str]) -> ImportOptions:
    """What somebody chose beside the file."""
    fixed = {each.key: form[each.key] for each in fixed_fields(register) if form.get(each.key)}
    when = form.get("when_exists", "")
    return ImportOptions(fixed=fixed, when_exists=when if when in _WHEN_EXISTS else None)  # type: ignore[arg-type]


def fixed_fields(register: Register) -> list[Field]:
    """The fields that can be said once for all rows: references that the rows must have."""
    return [each for each in register.written_fields if isinstance(each.type, Reference)
            and (each.required or each.key == register.scope.by)]


class ImportViews:
    """Draws the pages for one person."""

    def __init__(self, doing: Work, register: Register) -> None:
        self.doing, self.register, self.language = doing, register, doing.language
        self.label = register.label.to(self.language)

    # -- upload --------------------------------------------------------------------------------

    def upload(self, form: Mapping[str, str], problem: str = "") -> pages.ImportUpload:
        """The first step."""
        columns = tuple((each.heading.rstrip("*"), self._hint(each), each.required)
                        for each in template_columns(self.doing, self.register))
        return pages.ImportUpload(
            title=_("Import: %(what)s", what=self.label), crumbs=(), action=import_url(self.register.key),
            template_url=f"/{self.register.key}/template/", formats=",".join(FORMATS), columns=columns,
            limits=_("Excel, WPS, ODS or CSV, at most %(size)s MB; title rows, merged cells and foot notes may stay",
                     size=_most_mb()),
            most_mb=_most_mb(), fixed=(*(self._fixed(each, form.get(each.key, "")) for each in fixed_fields(self.register)),
                   self._when_exists(form)),
            problems=(pages.Problem(text=problem, anchor="f-file"),) if problem else (),
            earlier=earlier_table(self.doing, self.register), earlier_url="/imports/")

    def _hint(self, column: TemplateColumn) -> str:
        """What one may write: the declaration's help, else how long, else the choices, else an example."""
        declared, choices = column.field.help, column.choices or []
        if declared is not None:
            return declared.to(self.language)
        if isinstance(column.field.type, (Text, LongText)):
            return _("at most %(count)s characters", count=column.field.type.max_length)
        shown = "、".join(choices[:_CHOICES_SHOWN])
        if len(choices) > _CHOICES_SHOWN:
            return _("%(choices)s … %(count)s in all", choices=shown, count=len(choices))
        return shown or (_("e.g. %(example)s", example=column.example) if column.example else "")

    def _fixed(self, each: Field, chosen: str) -> pages.FieldView:
        options = tuple(pages.Option(key=str(key), label=name, chosen=True)
                        for (_register, key), name in self._named(each, chosen).items())
        return pages.FieldView(key=each.key, name=each.key, label=each.label.to(self.language), control="reference",
                               options=options, options_url=options_url(self.register.key, each.key),
                               help=_("For rows whose file has no such column"))

    def _when_exists(self, form: Mapping[str, str]) -> pages.FieldView:
        words = {"update": _("Change it"), "skip": _("Skip the row"), "refuse": _("Refuse the row")}
        declared = self.register.importing.when_exists if self.register.importing else "update"
        chosen = form.get("when_exists", declared)
        return pages.FieldView(key="when_exists", name="when_exists", label=_("If the record is there already"),
                               control="choice",
                               options=tuple(pages.Option(key=key, label=words[key], chosen=key == chosen)
                                             for key in _WHEN_EXISTS))

    # -- preview -------------------------------------------------------------------------------

    def collect(self, run: ImportRun, fate: str, page: int = 1) -> Collected:
        """Look at the file again and keep a page of the rows of one fate: the chosen one, else the refused, else the new."""
        asked = (each for each in FATES if each == fate or (not fate and run.counts.get(COUNTED[each])))
        chosen: pages.RowFate = next(asked, "new")
        first, passed, rows = PAGE * (page - 1), 0, list[PlannedRow]()

        def note(row: PlannedRow) -> None:
            nonlocal passed
            if row.action == FATES[chosen]:
                passed += 1
                if first < passed <= first + PAGE:
                    rows.append(row)

        found = plan(self.doing, self.register, run.source(self.doing), run.options, keep=0, each_row=note,
                     keep_refused=_REFUSED_KEPT if chosen == "refused" else 0)
        return Collected(found, chosen, first, rows)

    def preview(self, run: ImportRun, collected: Collected) -> pages.ImportPreview:
        """What the file would do."""
        found, counts = collected.plan, collected.plan.counts
        reading = self._reading(run, found)
        good = 0 if found.outcome == "reject" or reading.confirm else counts.create + counts.update
        return pages.ImportPreview(
            title=_("Check the import: %(what)s", what=self.label), crumbs=(), file=run.file_name,
            sheet=found.table.grid.name if found.table else "",
            counts=fate_counts(run, counts.as_json(), collected.fate), rows=tuple(self._rows(collected)),
            reading=reading, fixed=tuple(self._fixed_words(run.options)),
            action=import_url(self.register.key, run.id, "apply"), again_url=import_url(self.register.key),
            apply_label=_("Import %(count)s rows", count=good), apply_count=good,
            reason=found.reason.message(self.language) if found.reason else "", failed=run.reason or "",
            kept=_("Nothing is stored yet. The file is kept until %(day)s.", day=last_day(run)),
            refused_url=import_url(self.register.key, run.id, "refused") if counts.rejected else "",
            warnings=tuple(self._warnings(found)), more_warnings=max(len(found.warnings) - _WARNINGS_SHOWN, 0),
            all_possible=not found.refusals, **self._paging(run, collected))

    def _reading(self, run: ImportRun, found: Plan) -> pages.Reading:
        looked = look(self.doing, self.register, run.source(self.doing), run.options, found.table)
        return reading_panel(self.register, self.language, import_url(self.register.key, run.id, "look"), run.options, looked)

    def _paging(self, run: ImportRun, collected: Collected) -> dict[str, str]:
        """Which rows are shown, and where the others are."""
        if collected.count <= PAGE:
            return {}
        first, page = collected.first, collected.first // PAGE + 1
        shown = _("Rows %(first)s–%(last)s of %(count)s", first=first + 1, last=min(first + PAGE, collected.count),
                  count=collected.count)

        def url(number: int) -> str:
            return with_arguments(import_url(self.register.key, run.id), {"show": collected.fate, "page": number})

        return {"where": shown, "newer_url": url(page - 1) if page > 1 else "",
                "older_url": url(page + 1) if first + PAGE < collected.count else ""}

    def _rows(self, collected: Collected) -> Iterator[pages.PlannedRow]:
        if collected.fate == "refused":
            yield from self._refused(collected)
        elif collected.fate == "skipped":
            for skipped in collected.page(collected.plan.skipped):
                yield pages.PlannedRow(line=skipped.line, fate="skipped", fate_label=fate_words()["skipped"], name="",
                                       sheet=skipped.sheet,
                                       notes=(pages.CellNote(field="", reason=REASONS[skipped.why].to(self.language)),))
        else:
            yield from self._good(collected)

    def _refused(self, collected: Collected) -> Iterator[pages.PlannedRow]:
        places = by_place(collected.plan.rejected)
        words, raws = self._words(), {(row.sheet, row.line): row.raw for row in collected.plan.refused}
        for sheet, line in collected.page(sorted(places)):
            raw = raws.get((sheet, line), {})
            yield pages.PlannedRow(line=line, fate="refused", fate_label=fate_words()["refused"], sheet=sheet,
                                   name=" ".join(_written(raw, key, words) for key in naming_fields(self.register)).strip(),
                                   notes=tuple(self._fault(fault, raw, words) for fault in places[sheet, line]))

    def _fault(self, fault: Problem, raw: Mapping[str, Any], words: RowWords) -> pages.CellNote:
        """What is wrong, and what stands there where the sentence does not say it."""
        reason, given = fault.message(self.language), _written(raw, fault.field, words)
        return pages.CellNote(field=self._label(fault.field), reason=reason, given="" if given in reason else given,
                              tone="danger")

    def _label(self, key: str | None) -> str:
        declared = self.register.fields.get(key or "")
        return declared.label.to(self.language) if declared else ""

    def _good(self, collected: Collected) -> Iterator[pages.PlannedRow]:
        fields = list(self.register.fields.values())
        values = [row.values for row in collected.rows] + [row.before for row in collected.rows]
        words = self._words(RecordNames(self.doing).learn(fields, values))
        warned = by_place(collected.plan.warnings)
        for row in collected.rows:
            yield pages.PlannedRow(
                line=row.line, fate=collected.fate, fate_label=fate_words()[collected.fate],
                name=self._name(row, words),
                notes=(*self._notes(row, words), *map(self._warning, warned.get((row.sheet, row.line), ()))),
                url=show_url(self.register.key, row.record_id) if row.record_id else "", sheet=row.sheet)

    def _warning(self, found: Problem) -> pages.CellNote:
        return pages.CellNote(field=self._label(found.field), reason=found.message(self.language), tone="warning")

    def _words(self, names: Names | None = None) -> RowWords:
        return RowWords(self.register, self.doing.wording(names or {}),
                        site().rights.may(acting(), self.register.key, "full_numbers"))

    def _name(self, row: PlannedRow, words: RowWords) -> str:
        keys = [key for key in naming_fields(self.register) if key in row.values or key in row.before]
        return " ".join(words.shown(key, row.values.get(key, row.before.get(key))) for key in keys)

    def _notes(self, row: PlannedRow, words: RowWords) -> Iterator[pages.CellNote]:
        """What a row gives. Stored numbers are masked even for whoever may see them: that asks for a purpose."""
        masked, full = replace(words, full=False), replace(words, full=True)
        for key, value in row.values.items():
            before = row.before.get(key) if row.action == "update" else None
            if full.shown(key, before) != full.shown(key, value):
                yield pages.CellNote(field=self._label(key), old=masked.shown(key, before), new=words.shown(key, value))

    def _fixed_words(self, options: ImportOptions) -> Iterator[tuple[str, str]]:
        for key, raw in options.fixed.items():
            declared = self.register.fields[key]
            yield declared.label.to(self.language), next(iter(self._named(declared, raw).values()), str(raw))

    def _named(self, each: Field, given: Any) -> Mapping[tuple[str, int], str]:
        """The name of the one record that a reference was given, none where there is none to see."""
        record = id_or_none(given)
        if record is None or not isinstance(each.type, Reference):
            return {}
        return read_names(self.doing.session, each.type.to, [record], self.doing.wording())

    def _warnings(self, found: Plan) -> Iterator[pages.Problem]:
        for warning in found.warnings[:_WARNINGS_SHOWN]:
            text = warning.message(self.language)
            if warning.mark:
                place = " ".join(filter(None, (sheet_of(warning.mark), str(warning.mark.line))))
                text = _("Line %(line)s: %(message)s", line=place, message=text)
            yield pages.Problem(text=text)


def _written(raw: Mapping[str, Any], key: str | None, words: RowWords) -> str:
    """What a cell of a refused row holds, cut short; nothing of a field that the viewer sees masked."""
    cell = raw.get(key or "")
    if key is None or cell is None or words.hides(words.register.fields[key]):
        return ""
    return (format(cell, ".15g") if isinstance(cell, float) else str(cell)).strip()[:40]


def _most_mb() -> int:
    return int(current_app.config["SETTINGS"].most_upload_mb)
