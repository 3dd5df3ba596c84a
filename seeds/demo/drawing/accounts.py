"""Who acts in the invented records, and who of them gets an account to try the system with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from seeds.demo.drawing.cast import Cast, Post
from seeds.demo.drawing.people import People
from seeds.demo.drawing.places import COUNTY, COUNTY_CODE, TOWN, TOWN_CODE
from seeds.demo.drawing.tables import Row, write_table

ACTORS = ("姓名", "角色", "单位", "部门", "用户名")

_HEAD = """\
# Accounts to try the system with; set-up creates them with random passwords. Written by draw.py.
# user: the user name; name: who it is in the invented records; role: a key of schema/roles.yaml; unit: its code.
accounts:
"""


def write_actors(path: Path, cast: Cast) -> None:
    """actors.csv: everybody who acts on a case."""
    write_table(path, ACTORS, _actors(cast))


def _actors(cast: Cast) -> Iterator[Row]:
    users = {post.name: user for user, post in _users(cast).items()}
    for post in cast.staff:
        if post.role:
            department = post.department if post.role == "department_clerk" else ""
            yield {"姓名": post.name, "角色": post.role, "单位": post.unit, "部门": department,
                   "用户名": users.get(post.name, "")}


def _users(cast: Cast) -> dict[str, Post]:
    first, second = cast.villages["金容寨村"], cast.villages["宝祥村"]
    return {"jrz_clerk": first.clerk, "bx_clerk": second.clerk, "jrz_leader": first.secretary, "jrz_grid": first.grid_officer,
            "town_clerk": cast.town_clerk, "sfs_clerk": cast.departments["司法所"], "town_leader": cast.leader("政法委员"),
            "county_supervisor": cast.county[0]}


def write_accounts(path: Path, cast: Cast, people: People) -> None:
    """accounts.yaml: one for each role, two village clerks."""
    codes = {TOWN: TOWN_CODE, COUNTY: COUNTY_CODE}
    for each in cast.villages.values():
        codes.update({each.village.path: each.village.code, each.village.grid: f"{each.village.code}001"})
    lines = [_line(user, post.name, post.role, codes[post.unit], post.department if post.role == "department_clerk" else "")
             for user, post in _users(cast).items()]
    for role in ("county_admin", "auditor", "system_admin", "security_admin"):
        lines.append(_line(role, people.draw().name, role, COUNTY_CODE, ""))
    path.write_text(_HEAD + "".join(lines), encoding="utf-8")


def _line(user: str, name: str, role: str, unit: str, department: str) -> str:
    where = f'unit: "{unit}"' + (f", department: {department}" if department else "")
    return f"  - {{user: {user}, name: {name}, role: {role}, {where}}}\n"
