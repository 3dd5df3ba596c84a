"""The bare pages: one SQL over the driver, one template, nothing else. ``python -m bench.bare DATABASE PORT`` serves them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, render_template, request

from app.model.search import folded
from bench.bare.labels import COLOURS, COLUMNS, FORM, LEVELS, SHADES, STATES
from bench.million import TODAY

MONTH = (TODAY.replace(day=1), date(TODAY.year, TODAY.month + 1, 1))

#: Every case lies in the one county; saying so lets SQLite walk along the indexes that our own pages have.
COUNTY = "county_id = 1"

_LIST = f"""SELECT k.*, u.name AS unit FROM (SELECT id, number, unit_id, title, category, colour, level, due_on, status,
found_on FROM dispute WHERE {COUNTY} AND void_at IS NULL {{where}} ORDER BY found_on DESC, id DESC LIMIT 21 OFFSET :skip) k
LEFT JOIN unit u ON u.id = k.unit_id"""  # noqa: S608

#: What a list may be asked, as SQL; each with the index that our own pages have.
_WHERE = {
    "colour": "AND colour = :colour", "status": "AND status = :status", "after": "AND (found_on, id) < (:after, :id)",
    "q": "AND id IN (SELECT rowid FROM find_dispute WHERE find_dispute MATCH :q)",
}

_UNITS = """SELECT id, name FROM unit WHERE void_at IS NULL AND level IN ('village', 'grid', 'town')
AND id IN (SELECT rowid FROM find_unit WHERE find_unit MATCH :q) ORDER BY name, id LIMIT 21"""

_CHART = f"SELECT category, colour, count(*) FROM dispute WHERE {COUNTY} AND void_at IS NULL GROUP BY category, colour"  # noqa: S608

_OVER = "coalesce(d.resolved_on, d.ended_on)"
#: The figures that can be told from the rows alone: no reopenings, no steps, no colour of the time.
_SUMMARY = f"""SELECT (SELECT name FROM unit WHERE id = coalesce(d.village_id, d.town_id, d.county_id)),
count(*) FILTER (WHERE found_on < :a AND ({_OVER} IS NULL OR {_OVER} >= :a)),
count(*) FILTER (WHERE found_on >= :a AND found_on < :b), count(*) FILTER (WHERE resolved_on >= :a AND resolved_on < :b),
count(*) FILTER (WHERE ended_on >= :a AND ended_on < :b),
count(*) FILTER (WHERE found_on < :b AND ({_OVER} IS NULL OR {_OVER} >= :b)),
count(*) FILTER (WHERE closed_on >= :a AND closed_on < :b), count(*) FILTER (WHERE due_on >= :a AND due_on < :b),
count(*) FILTER (WHERE due_on >= :a AND due_on < :b AND resolved_on <= due_on)
FROM dispute d WHERE void_at IS NULL AND (found_on >= :a OR resolved_on >= :a OR ended_on >= :a OR closed_on >= :a
OR due_on >= :a OR (resolved_on IS NULL AND ended_on IS NULL)) GROUP BY coalesce(d.village_id, d.town_id, d.county_id)"""  # noqa: S608
_FIGURES = ("期初未结", "本期新增", "化解", "终止", "期末未结", "结案", "应办结", "按时办结")

_LIVE = f"{COUNTY} AND resolved_on IS NULL AND ended_on IS NULL AND void_at IS NULL"
_LATE = "(added_steps > 0 OR (due_on < :today AND paused_at IS NULL))"
#: What a board may be limited to, as SQL; the counts go by ``town`` alone.
_CELL = {"town": "AND town_id = :town", "colour": "AND colour = :colour", "overdue": f"AND {_LATE}"}
BOARD = f"""SELECT 0, colour, level, count(*) AS cases, count(*) FILTER (WHERE {_LATE}) AS late
FROM dispute WHERE {_LIVE} {{town}} GROUP BY colour, level"""  # noqa: S608
_TREE = {level: f"SELECT u.name, k.cases FROM (SELECT {level}_id AS unit, count(*) AS cases FROM dispute WHERE {_LIVE} "  # noqa: S608
                f"{{town}} GROUP BY {level}_id) k JOIN unit u ON u.id = k.unit" for level in ("town", "village")}
BOARD_CASES = f"""SELECT d.id, d.number, d.title, d.colour, d.level, d.due_on, u.name AS unit, h.name AS holder FROM
(SELECT id FROM dispute WHERE {_LIVE} {{cell}} ORDER BY due_on, -colour, id LIMIT 20) k JOIN dispute d ON d.id = k.id
LEFT JOIN unit u ON u.id = d.unit_id LEFT JOIN unit h ON h.id = d.holder_unit_id ORDER BY d.due_on, -d.colour, d.id"""  # noqa: S608


def build(database: Path) -> Flask:
    """The application over a database of the bench."""
    app, local = Flask(__name__), threading.local()

    def ask(statement: str, **values: Any) -> list[sqlite3.Row]:
        if not hasattr(local, "connection"):
            local.connection = connect(database)
        return local.connection.execute(statement, values).fetchall()  # type: ignore[no-any-return]

    named = ask("SELECT key, label_zh FROM vocabulary_item WHERE vocabulary = 'dispute_category'")
    terms = {row["key"]: row["label_zh"] for row in named}
    app.jinja_env.globals.update(colours=COLOURS, shades=SHADES, levels=LEVELS, states=STATES, terms=terms)
    for address, view in (("/list", _list), ("/form", _form), ("/options", _options), ("/rest", _rest), ("/chart", _chart),
                          ("/summary", _summary), ("/board", _board)):
        app.add_url_rule(address, address, _asking(view, ask))
    return app


def connect(database: Path) -> sqlite3.Connection:
    """A connection as the bare pages have it."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA cache_size=-32000")  # as ours
    connection.row_factory = sqlite3.Row
    return connection


def _asking(view: Any, ask: Any) -> Any:
    return lambda: view(ask)


def _phrase(text: str) -> str:
    return f'"{" ".join(folded(text))}"'


def _list(ask: Any) -> str:
    asked = request.args.to_dict()
    values = {**asked, "q": _phrase(asked["q"])} if "q" in asked else asked
    where = " ".join(sql for name, sql in _WHERE.items() if name in asked)
    rows = ask(_LIST.format(where=where), **{**values, "skip": (int(asked.get("page", 1)) - 1) * 20})
    following = f"/list?after={rows[19]['found_on']}&id={rows[19]['id']}" if len(rows) > 20 else ""
    return render_template("list.html", rows=rows[:20], following=following, asked=asked)


def _form(ask: Any) -> str:
    found: dict[str, list[tuple[str, str]]] = {}
    terms = ask("SELECT vocabulary, key, label_zh FROM vocabulary_item WHERE retired IS NOT 1 ORDER BY position")
    for vocabulary, key, label in terms:
        found.setdefault(vocabulary, []).append((key, label))
    return render_template("form.html", fields=[(name, label, control, _choices(found, choices))
                                                for name, label, control, choices in FORM])


def _choices(found: Any, choices: Any) -> Sequence[tuple[str, str]]:
    return found.get(choices, ()) if isinstance(choices, str) else tuple((choices or {}).items())


def _options(ask: Any) -> Any:
    rows = ask(_UNITS, q=_phrase(request.args["q"]))
    return jsonify(options=[{"id": row["id"], "text": row["name"]} for row in rows[:20]], more=len(rows) > 20)


def _rest(ask: Any) -> Any:
    rows = ask(f"SELECT {', '.join(COLUMNS)} FROM dispute WHERE {COUNTY} AND void_at IS NULL "  # noqa: S608
               "ORDER BY found_on DESC, id DESC LIMIT 100")
    return jsonify(ids=[row["id"] for row in rows], result=[dict(row) for row in rows])


def _chart(ask: Any) -> str:
    bars: dict[str, dict[int, int]] = {}
    for category, colour, count in ask(_CHART):
        bars.setdefault(category, {})[colour] = count
    return render_template("chart.html", bars=bars)


def _summary(ask: Any) -> str:
    first, until = MONTH
    return render_template("summary.html", heads=_FIGURES, rows=ask(_SUMMARY, a=first.isoformat(), b=until.isoformat()))


def board_statements(asked: Mapping[str, str]) -> tuple[str, str]:
    """The counts of a board and the cases of one cell of it."""
    cell = " ".join(sql for name, sql in _CELL.items() if name in asked)
    return BOARD.format(town=_CELL["town"] if "town" in asked else ""), BOARD_CASES.format(cell=cell)


def _board(ask: Any) -> str:
    asked = {**request.args.to_dict(), "today": TODAY.isoformat()}
    counted, listed = board_statements(asked)
    counts = {(row["colour"], row["level"]): (row["cases"], row["late"]) for row in ask(counted, **asked)}
    whole = "town" in asked and asked.get("tree") == "village"  # a clerk of a town has no tree of the county
    tree = ask(_TREE[asked["tree"]].format(town=_CELL["town"] if whole else ""), **asked) if "tree" in asked else ()
    return render_template("board.html", counts=counts, rows=ask(listed, **asked), tree=tree)
