"""Which files are loaded, into which registers, in which order: ``seeds/seeds.yaml`` and ``seeds/demo/demo.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.decisions.declared import Declared
from app.definition.document import read_file
from app.problems import Problems


@dataclass(frozen=True, kw_only=True)
class SeedFile:
    """One file of rows. ``path`` None: the rows are the terms of schema/vocabularies.

    ``parts``: the field by which the file is loaded in parts, in the order of its values in the file.
    ``dates``: the fields of an invented file whose days are moved to the present.
    """

    register: str
    path: Path | None
    parts: str | None = None
    dates: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What log and import run call it."""
        return self.path.name if self.path else "schema/vocabularies"


@dataclass(frozen=True, kw_only=True)
class DemoList:
    """The invented records. ``drawn_on`` is the last day that they know, a Sunday.

    ``course`` are the files that tell, in order of time, what became of the rows of a register (``course_of``).
    """

    drawn_on: date
    files: tuple[SeedFile, ...]
    told: tuple[SeedFile, ...]
    actors: Path


def read_seed_list(folder: Path) -> tuple[SeedFile, ...]:
    """The files of ``folder/seeds.yaml``. Raises Problems (D4…)."""
    document = read_file(folder / "seeds.yaml", "seeds/seeds.yaml")
    listed = Declared(document.data, document.mark_of)
    listed.only("files")
    files = _files(listed.at("files"), folder)
    return _checked(listed, files)


def _files(listed: Declared, folder: Path) -> tuple[SeedFile, ...]:
    return tuple(_file(each, folder) for each in listed.items())


def _file(listed: Declared, folder: Path) -> SeedFile:
    listed.only("file", "terms", "register", "parts", "dates", "source")
    path = None if listed.has("terms") else folder / listed.at("file").text()
    parts, dates = listed.maybe("parts"), listed.maybe("dates")
    return SeedFile(register=listed.at("register").text(), path=path, parts=parts.text() if parts else None,
                    dates=tuple(each.text() for each in dates.items()) if dates else ())


def _checked[T](listed: Declared, found: T) -> T:
    if listed.found:
        raise Problems(listed.found)
    return found
