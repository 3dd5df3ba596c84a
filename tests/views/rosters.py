"""A village's roster of emergency people: who brings it, the team that it is for, its workbook, and who is stored of it."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.access.viewer import unscoped

HEADINGS = ["序号", "姓名", "手机", "职务"]
PEOPLE = [[1, "曾样甲", "19900000001", "队员"], [2, "单样乙", "19900000002", "队员"]]


def text(response):
    return response.get_data(as_text=True)


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def names(web):
    table = web.site.models.table("team_member")
    with unscoped("test"), web.town.sessions() as session:
        return sorted(session.execute(select(table.c.name).where(table.c.void_at.is_(None))).scalars())


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


@pytest.fixture
def team(web):
    return web.town.add("emergency_team", {"unit": web.town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})
