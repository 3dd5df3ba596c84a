"""The test language of declarations: files written in the test, the mistake's code beside the mistake.

    define('''
    === entities/visit.yaml
    label: {zh: 走访, en: Visits}
    …
    ''')                                     → Definition
    problems_of('''…''')                     → ["entities/visit.yaml:7: D203", …]

A line that ends in a comment ``# D203`` says which codes it must give (``expected_of``); ``=== roles.yaml is missing``
leaves a file out. What the text does not write comes from ``BASE``, so that a test shows only what it is about.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from app.definition import Definition, Pack, load_definition
from app.problems import Problem, Problems

BASE = """
=== roles.yaml
sets: {clerk: [read, create, edit]}
roles:
  village_clerk: {label: {zh: 村经办人, en: Village clerk}, level: village, rows: subtree}
  auditor: {label: {zh: 审计员, en: Auditor}, rows: none}
=== menu.yaml
groups:
  work: {label: {zh: 工作, en: Work}, icon: house, entries: [{page: home}]}
=== vocabularies/topic.yaml
label: {zh: 话题, en: Topics}
terms: {land: {zh: 土地, en: Land}, water: {zh: 水利, en: Water}}
=== entities/unit.yaml
label: {zh: 单位, en: Units}
scope: {kind: tree}
names_itself: "{name}"
fields:
  code: {type: unit_code, label: {zh: 代码, en: Code}, required: true, unique: true}
  name: {type: text, label: {zh: 名称, en: Name}, required: true, searchable: true}
  level:
    type: choice
    label: {zh: 层级, en: Level}
    required: true
    of: {county: {zh: 县, en: County}, town: {zh: 镇, en: Town}, village: {zh: 村, en: Village}, grid: {zh: 网格, en: Grid}}
  parent: {type: reference, to: unit, label: {zh: 上级, en: Parent}}
  valid_from: {type: date, label: {zh: 启用, en: Valid from}}
  valid_to: {type: date, label: {zh: 停用, en: Valid to}}
  merged_into: {type: reference, to: unit, label: {zh: 并入, en: Merged into}}
list: [code, name]
grants: {village_clerk: [read]}
=== entities/department.yaml
label: {zh: 部门, en: Departments}
scope: {kind: unit, by: unit}
names_itself: "{name}"
fields:
  unit: {type: reference, to: unit, label: {zh: 单位, en: Unit}, required: true}
  name: {type: text, label: {zh: 名称, en: Name}, required: true}
  functions: {type: multi_choice, of: {justice: {zh: 司法, en: Justice}}, label: {zh: 职能, en: Functions}}
list: [unit, name]
grants: {village_clerk: [read]}
"""

_HEADING = re.compile(r"^=== (\S+)( is missing)?(?:\s+#.*)?$")
_CODES = re.compile(r"#((?: +[A-Z]\d{3})+)\s*$")
SCHEMA = Path(__file__).resolve().parent.parent / "schema"


def files_of(text: str) -> dict[str, str | None]:
    """The files of a text by path; None for one that is missing."""
    found: dict[str, list[str] | None] = {}
    lines: list[str] | None = None
    for line in dedent(text).strip("\n").splitlines():
        heading = _HEADING.match(line)
        if heading:
            lines = found[heading[1]] = None if heading[2] else []
        elif lines is not None:
            lines.append(line)
    return {path: None if each is None else "\n".join(each) + "\n" for path, each in found.items()}


def write_schema(folder: Path, text: str, onto: Path | str = BASE) -> Path:
    """The folder with the text's files over those of ``onto`` (another text, or a folder of declarations)."""
    base = files_of(onto) if isinstance(onto, str) else _read(onto)
    for path, content in {**base, **files_of(text)}.items():
        if content is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
    return folder


def _read(folder: Path) -> Mapping[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}


def define(text: str = "", *, onto: Path | str = BASE, packs: Iterable[Pack] = ()) -> Definition:
    """The definition that the text declares. Raises Problems."""
    from app.access.pages import PAGES
    from app.behaviours import BEHAVIOURS
    from app.decisions.policies import check_versions
    from app.decisions.policy_files import read_policy

    with tempfile.TemporaryDirectory() as kept:
        folder = write_schema(Path(kept) / "schema", text, onto)
        return load_definition(folder, packs=[*(each.pack for each in BEHAVIOURS.values()), *packs], pages=PAGES,
                               policies=lambda document: read_policy(document.data, document.mark_of),
                               policy_check=check_versions)


def found_in(text: str, **how: Any) -> tuple[Problem, ...]:
    """The problems of the text, in the order of their places."""
    try:
        define(text, **how)
    except Problems as bad:
        return bad.found
    return ()


def problems_of(text: str, **how: Any) -> list[str]:
    """``file:line: CODE`` of every problem."""
    return sorted(f"{str(each.mark).removeprefix('schema/')}: {each.code}" for each in found_in(text, **how))


def expected_of(text: str) -> list[str]:
    """``file:line: CODE`` of every line that says what it must give."""
    return sorted(_expected(dedent(text).strip("\n").splitlines()))


def _expected(lines: Iterable[str]) -> Iterator[str]:
    file, number = "", 0
    for line in lines:
        heading, codes = _HEADING.match(line), _CODES.search(line)
        file, number = (heading[1], 0) if heading else (file, number + 1)
        yield from (f"{file}:{max(number, 1)}: {code}" for code in (codes[1].split() if codes else ()))
