"""Search indexes: one table per register with searchable fields (reference/fast-path.md §4).

SQLite: FTS5, every character spaced, so that a phrase finds any substring, one character included.
PostgreSQL: the same characters as an array of single characters and pairs under a GIN index.
Both hold the scope as words, so that a search is answered inside the viewer's units.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable

from app.definition import LEVELS, Definition
from app.fieldtypes.storage import Identity
from app.model import names

#: Between two texts of a record; a letter to FTS5 (private use), so that no phrase crosses it.
BORDER = "\uf8ff"
_BLANK = re.compile(r"[\s\W_]+")
_PATH = tuple((level, f"{level}_id") for level in LEVELS)


@compiles(CreateTable, "sqlite")
def _create_on_sqlite(element: CreateTable, compiler: Any, **options: Any) -> str:
    """A search index is a virtual table there; its rowid needs no column."""
    if element.element.info.get("search"):
        return f"CREATE VIRTUAL TABLE {compiler.preparer.format_table(element.element)} USING fts5(words, tokenize='unicode61')"
    return str(compiler.visit_create_table(element, **options))


def search_tables(definition: Definition, metadata: MetaData) -> dict[str, Table]:
    """The search table of each register that has searchable fields, marked so that migrations spell it per database."""
    return {register.key: search_table(names.search_table(register.key), metadata, register.key)
            for register in definition.registers.values() if register.searchable_fields}


def search_table(name: str, metadata: MetaData, register: str | None = None) -> Table:
    """A search table of that name; on SQLite it is made as a virtual one."""
    table = Table(
        name, metadata,
        Column("rowid", Identity, primary_key=True, autoincrement=False),
        Column("words", Text().with_variant(ARRAY(Text), "postgresql"), nullable=False),
        info={"register": register, "search": True},
    )
    Index(names.index_name(table.name, "words"), table.c.words, postgresql_using="gin").ddl_if(dialect="postgresql")
    return table


def folded(text: str) -> str:
    """Case, width and signs folded away: what is kept is what can be found."""
    lower = text.casefold()
    if text.isalnum() and (lower == text or text.isascii()) and unicodedata.is_normalized("NFKC", text):
        return lower  # most texts, at a third of the cost
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


def scope_words(row: Mapping[str, Any]) -> list[str]:
    """The units of a row as words that no text can spell."""
    return [scope_word(level, row[column]) for level, column in _PATH if row.get(column)]


def scope_word(level: str, unit: int) -> str:
    """The word under which every row of a unit's subtree is found."""
    return f"\ue000{level[0]}{unit}"


def sqlite_words(texts: Iterable[str], scope: Iterable[str]) -> str:
    """What FTS5 stores: scope words, then each text with its characters spaced."""
    spaced = (" ".join(folded(text)) for text in texts)
    return f" {BORDER} ".join((" ".join(scope), *spaced))


def postgres_words(texts: Iterable[str], scope: Iterable[str]) -> list[str]:
    """What PostgreSQL stores: scope words, then the characters and pairs of each text."""
    grams: dict[str, None] = dict.fromkeys(scope)
    for text in texts:
        grams.update(dict.fromkeys(grams_of(folded(text))))
    return list(grams)


def grams_of(text: str) -> list[str]:
    """The characters and neighbouring pairs of a folded text."""
    return [*text, *(text[i : i + 2] for i in range(len(text) - 1))]
