"""What the system exports it reads back as what it has: every register, full and masked, as workbook and as text."""

import io

import pytest

from app.exchange.export_files import csv_export, xlsx_export
from app.exchange.exporting import Export, exported_columns, stored_rows
from app.exchange.importing import plan
from tests.exchange.files import bytes_file


def exported(work, register, kind, *, full):
    """The file that goes out."""
    chosen = Export(register=register, columns=exported_columns(register), full=full, purpose="核对" if full else None)
    rows = stored_rows(work, chosen)
    if kind == "csv":
        return b"".join(csv_export(work, chosen, rows))
    out = io.BytesIO()
    xlsx_export(work, chosen, rows, out)
    return out.getvalue()


@pytest.mark.parametrize(("role", "unit", "full"), [
    ("county_admin", "510923000000", False), ("town_clerk", "510923108000", True), ("village_clerk", "510923108225", False),
])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_changes_nothing_when_it_comes_back(demo, tmp_path, role, unit, full, kind):
    found = {}
    viewer = demo.viewer(role, unit)
    for key, register in demo.site.definition.registers.items():
        if not register.importing or register.append_only:  # movements that come in again are movements anew
            continue
        if not (demo.site.rights.may(viewer, key, "import") and demo.site.rights.may(viewer, key, "export")):
            continue
        with demo.work(viewer) as work:
            content = exported(work, register, kind, full=full)
        with demo.work(viewer, door="file") as work:
            done = plan(work, register, bytes_file(tmp_path, content, name=f"{key}.{kind}"))
        found[key] = (done.reason and done.reason.code, done.counts.same == done.counts.rows,
                      [each.as_line() for each in done.rejected[:3]],
                      [str(row) for row in done.rows if row.action != "same"][:3], [row.why for row in done.skipped])
    unchanged, empty = (None, True, [], [], ["signature"]), ("F024", True, [], [], ["signature"])
    assert found
    assert {key: each for key, each in found.items() if each not in (unchanged, empty)} == {}
    assert {key for key, each in found.items() if each == empty} <= {"info_channel", "supply_minimum", "case_review", "meeting"}
