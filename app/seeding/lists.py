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
    ``dates``: the fields of an invented file whose days are moved to the present. ``joins``: a row may mean a record that is
    there, by the import key.
    """

    register: str
    path: Path | None
    parts: str | None = None
    dates: tuple[str, ...] = ()
    joins: bool = False

    @property
    def name(self) -> str:
        """What log and import run call it."""
        return self.path.name if self.path else "schema/vocabularies"


@dataclass(frozen=True, kw_only=True)
class DemoList:
    """The invented records. ``drawn_on`` is the last day that they know, a Sunday.

    ``files`` are there from the first day on; rows of ``told`` enter when an act of ``acts`` registers them, the rows of
    the files in ``parties`` with the row that they belong to. ``returns`` tell what villages did with what they owed of the
    last periods. The files in ``after`` are stored when all that is done; ``warnings`` tell how villages put things right.
    """

    drawn_on: date
    files: tuple[SeedFile, ...]
    told: tuple[SeedFile, ...]
    parties: tuple[SeedFile, ...]
    acts: tuple[SeedFile, ...]
    returns: tuple[SeedFile, ...]
    after: tuple[SeedFile, ...]
    warnings: tuple[SeedFile, ...]
    actors: Path


def read_seed_list(folder: Path) -> tuple[SeedFile, ...]:
    """The files of ``folder/seeds.yaml``. Raises Problems (D4…)."""
    listed = _open(folder / "seeds.yaml")
    listed.only("files")
    files = _files(listed.at("files"), folder)
    _refuse(listed)
    return files


def read_demo_list(folder: Path) -> DemoList:
    """What ``folder/demo.yaml`` says. Raises Problems (D4…)."""
    listed = _open(folder / "demo.yaml")
    listed.only("drawn_on", "actors", *_LISTS)
    found = DemoList(drawn_on=listed.at("drawn_on").day(), actors=folder / listed.at("actors").text(),
                     **{name: _files(listed.at(name), folder) for name in _LISTS})
    _refuse(listed)
    return found


_LISTS = ("files", "told", "parties", "acts", "returns", "after", "warnings")


def _open(path: Path) -> Declared:
    document = read_file(path, f"{path.parent.name}/{path.name}")
    return Declared(document.data, document.mark_of)


def _files(listed: Declared, folder: Path) -> tuple[SeedFile, ...]:
    return tuple(_file(each, folder) for each in listed.items())


def _file(listed: Declared, folder: Path) -> SeedFile:
    listed.only("file", "terms", "register", "parts", "dates", "source", "joins")
    path = None if listed.has("terms") else folder / listed.at("file").text()
    parts, dates = listed.maybe("parts"), listed.maybe("dates")
    return SeedFile(register=listed.at("register").text(), path=path, parts=parts.text() if parts else None,
                    dates=tuple(each.text() for each in dates.items()) if dates else (), joins=listed.has("joins"))


def _refuse(listed: Declared) -> None:
    if listed.found:
        raise Problems(listed.found)
