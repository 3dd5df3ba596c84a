"""A package of large attachments needs no more memory than a small one, on the way out and on the way in."""

from __future__ import annotations

import io
import os
import tracemalloc

import pytest

from app.packages import export_package, import_package
from app.records.attachments import add_file
from app.records.storing import fetch
from tests.packages.test_packages import CODE, PASSPHRASE, SYSTEM, county, filled

__all__ = ["county", "filled"]

FILES, SIZE = 6, 8 << 20  #: 48 MB in all
MOST = 24 << 20


def peak(do):
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["open", "locked"])
def test_attachments_pass_through_in_pieces(town, county, filled, tmp_path, passphrase):
    with town.work(SYSTEM) as work:
        register = town.site.definition.registers["dispute"]
        field = next(each for each in register.fields.values() if each.type.kind == "attachments")
        record = fetch(work, register, filled["case"])
        for number in range(FILES):
            add_file(work, record, field, f"{number}.jpg", io.BytesIO(b"\xff\xd8\xff" + os.urandom(SIZE)))

    def out():
        with town.work(SYSTEM) as work:
            export_package(work, CODE, tmp_path / "a.zip", passphrase=passphrase)

    def back():
        with county.work(SYSTEM) as work:
            assert import_package(work, tmp_path / "a.zip", passphrase=passphrase, store=True).files == FILES

    peaks = peak(out), peak(back)
    assert (tmp_path / "a.zip").stat().st_size > FILES * SIZE
    assert max(peaks) < MOST, [round(each / (1 << 20)) for each in peaks]
