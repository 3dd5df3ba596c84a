"""Somebody saved first: both sides of a record and its child rows, to choose from, and the choice as it comes back.

Only what differs is asked. A field that the other has left alone since is mine without a question, one that only the other
has changed is theirs; where both have changed it nothing is chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.access import history
from app.access.guard import guarded
from app.definition import Register
from app.fieldtypes import Attachments
from app.fieldtypes.reading import Reading, whole_number
from app.model import Record
from app.problems import BadValue, Problems, problem
from app.records.site import Work
from app.records.storing import fetch
from app.views import page as pages
from app.views.arguments import key_of
from app.views.forms import TypedField, texts_of
from app.views.register.child_rows import ChildRows
from app.views.register.form_views import FormViews
from app.views.requests import site
from app.views.spoken import local_time

SIDES = ("mine", "theirs")

Texts = tuple[str, ...]


def chosen_sides(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """An ordinary form out of the choice that stale.html sends; any other form as it is. Raises Problems A047."""
    offered = {name.partition(".")[2] for name in sent if name.startswith(("mine.", "theirs.", "choose."))}
    if not offered:
        return sent
    kept = [(name, value) for name, value in sent.items(multi=True) if name.partition(".")[0] not in ("choose", *SIDES)]
    for name in sorted(offered):
        side = sent.get(f"choose.{name}", "")
        if side not in SIDES:
            raise Problems([problem("A047")])
        kept += [(name, value) for value in sent.getlist(f"{side}.{name}")]
    return MultiDict(kept)


@dataclass(frozen=True, slots=True)
class _Since:
    """What became of a field after the version that I saw: its value then, and who changed it last."""

    old: Any
    who: str
    at: str


class StaleSides:
    """Both sides of one form. ``mine`` is what was sent, ``theirs`` the form of the record as it is now."""

    def __init__(self, doing: Work, register: Register, record: Record, mine: Form, theirs: Form) -> None:
        self.doing, self.register, self.record, self.mine, self.theirs = doing, register, record, mine, theirs
        self.my_words, self.their_words = FormViews(doing, register, mine), FormViews(doing, register, theirs)
        self.fields: list[pages.StaleField] = []
        self.kept: list[tuple[str, str]] = []
        self.added: list[str] = []
        self.latest: _Since | None = None

    def compare(self, version: int) -> None:
        """Fill ``fields`` with what differs, ``kept`` with the rest, ``added`` with rows that are new on their side."""
        self._compare_fields(self.mine, self.theirs, "", "", self._since(self.record, version))
        for child, declared in ChildRows(self.doing, self.register, self.record).in_form(self.mine):
            live = {entry.form.row_id.data: entry.form for entry in self.theirs[child.key]}
            one = declared.one.to(self.doing.language)
            for number, entry in enumerate(self.mine[child.key]):
                self._compare_row(declared, entry.form, live, f"{child.key}-{number}-", f"{one} {number + 1}")
            sent = {entry.form.row_id.data for entry in self.mine[child.key]}
            self.added += [f"{one}: {_summary(row, self.their_words)}" for key, row in live.items() if key not in sent]

    # -- fields ----------------------------------------------------------------------------------

    def _compare_fields(self, mine: Form, theirs: Form, prefix: str, owner: str, since: Mapping[str, _Since]) -> None:
        for field in mine:
            if isinstance(field, TypedField) and not isinstance(field.declared.type, Attachments):
                self._compare_field(field, theirs[field.short_name], prefix, owner, since.get(field.declared.key))

    def _compare_field(self, mine: TypedField, theirs: TypedField, prefix: str, owner: str, since: _Since | None) -> None:
        name, my_texts, their_texts = prefix + mine.declared.key, _filled(mine), _filled(theirs)
        if my_texts == their_texts:
            self.kept += [(name, text) for text in my_texts]
            return
        clash = since is not None and self._old_texts(mine, since) != my_texts
        label = mine.declared.label.to(self.doing.language)
        self.fields.append(pages.StaleField(
            name=name, label=f"{owner} · {label}" if owner else label, theirs=self.their_words.spoken(theirs),
            mine=self.my_words.spoken(mine), theirs_posted=their_texts, mine_posted=my_texts, clash=clash,
            side="" if clash else "mine" if since is None else "theirs",
            by=since.who if since else "", at=since.at if since else ""))

    def _old_texts(self, field: TypedField, since: _Since) -> Texts:
        """What the field held in the version that I saw; a mark that nothing equals where nobody can tell any more."""
        if since.old is None or since.old == []:
            return ()
        if field.several and isinstance(since.old, list):
            return tuple(sorted(map(str, since.old)))
        try:
            value = field.declared.type.parse(since.old, Reading(door="api", terms=self.doing.site.terms(self.doing.session)))
        except BadValue:
            return ("\ue0f0",)
        return texts_of(field.declared, value, self.doing.wording())

    # -- child rows ------------------------------------------------------------------------------

    def _compare_row(self, declared: Register, mine: Form, live: Mapping[str, Form], prefix: str, owner: str) -> None:
        if not mine.row_id.data:
            self._keep_row(mine, prefix)
        elif mine.row_id.data not in live:
            self._compare_gone(declared, mine, prefix, owner)
        else:
            theirs = live[mine.row_id.data]
            since = self._since(fetch(self.doing, declared, key_of(mine.row_id.data)), _version(mine))
            self.kept += [(f"{prefix}row_id", mine.row_id.data), (f"{prefix}row_version", theirs.row_version.data)]
            if mine.removed.data:
                self._compare_removed(theirs, prefix, owner, since)
            else:
                self._compare_fields(mine, theirs, prefix, owner, since)

    def _compare_gone(self, declared: Register, mine: Form, prefix: str, owner: str) -> None:
        """A row that the other has removed: gone, or entered anew as I have it."""
        if mine.removed.data:
            return
        record: Any = fetch(self.doing, declared, key_of(mine.row_id.data))
        last = self._last(record)
        self._keep_row(mine, prefix)
        self.fields.append(pages.StaleField(
            name=f"{prefix}removed", label=owner, theirs=_("removed"), mine=_summary(mine, self.my_words),
            theirs_posted=("yes",), mine_posted=("",), clash=True, by=last.who if last else "", at=last.at if last else ""))

    def _compare_removed(self, theirs: Form, prefix: str, owner: str, since: Mapping[str, _Since]) -> None:
        """A row that I removed: no question while the other has left it alone."""
        self.kept += [(f"{prefix}{field.declared.key}", text) for field in theirs if isinstance(field, TypedField)
                      for text in field.texts]
        if not since:
            self.kept.append((f"{prefix}removed", "yes"))
            return
        last = list(since.values())[-1]
        self.fields.append(pages.StaleField(
            name=f"{prefix}removed", label=owner, theirs=_summary(theirs, self.their_words), mine=_("removed"),
            theirs_posted=("",), mine_posted=("yes",), clash=True, by=last.who, at=last.at))

    def _keep_row(self, mine: Form, prefix: str) -> None:
        self.kept += [(f"{prefix}{field.declared.key}", text) for field in mine if isinstance(field, TypedField)
                      for text in field.texts]
        if mine.removed.data and not mine.row_id.data:
            self.kept.append((f"{prefix}removed", "yes"))

    # -- who, when, and what it was --------------------------------------------------------------

    def _since(self, record: Record, version: int) -> dict[str, _Since]:
        """Field → what became of it after ``version``."""
        table = site().models.system.history
        mine = (table.c.register == record.register.key) & (table.c.record_id == record.id) & (table.c.version > version)
        rows = self.doing.session.execute(guarded(select(table).where(mine).order_by(table.c.id))).mappings().all()
        found: dict[str, _Since] = {}
        for row in rows:
            last = _Since(None, row["user_name"], local_time(row["at"]))
            self.latest = last
            for key, (old, _new) in history.opened(row["changes"], getattr(record, "record_key", None)).items():
                found[key] = _Since(found[key].old if key in found else old, last.who, last.at)
        return found

    def _last(self, record: Record) -> _Since | None:
        """Who changed the record last, in any way."""
        self._since(record, record.version - 1)
        return self.latest


def _filled(field: TypedField) -> Texts:
    texts = tuple(text.replace("\r\n", "\n") for text in field.texts if text)
    return tuple(sorted(texts)) if field.several else texts


def _summary(row: Form, words: FormViews) -> str:
    """The first fields of a row that say something."""
    said = (words.spoken(field) for field in row if isinstance(field, TypedField))
    return "、".join([text for text in said if text][:3])


def _version(row: Form) -> int:
    return whole_number(row.row_version.data or "") or 0
