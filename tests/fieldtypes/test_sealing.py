"""Encrypted columns: what lies in the database, and who can open it."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.fieldtypes import sealing
from app.fieldtypes.sealing import SealBroken, Sealed, SealedBytes, SiteKeys
from tests.fieldtypes.specimens import SPECIMENS, reading

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
TABLE = sa.Table(
    "sealed_specimens", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", Sealed),
    sa.Column("key", SealedBytes),
)  # fmt: skip


@pytest.fixture(autouse=True)
def site() -> Iterator[SiteKeys]:
    """The keys of a site for one test."""
    before = sealing._Site.keys
    keys = SiteKeys({1: OLD, 2: NEW}, 2, INDEX)
    sealing.use(keys)
    yield keys
    sealing._Site.keys = before


@pytest.mark.parametrize("key", [key for key, each in SPECIMENS.items() if each.field.encryptable])
def test_a_value_of_an_encryptable_kind_is_one_text_that_can_be_sealed(key: str, value_engine: sa.Engine) -> None:
    field: Any = SPECIMENS[key].field
    value = field.parse(field.example(1), reading())
    TABLE.create(value_engine)
    try:
        with value_engine.begin() as connection:
            connection.execute(TABLE.insert().values(text=value, key=OLD))
            assert connection.execute(sa.select(TABLE.c.text, TABLE.c.key)).one() == (value, OLD)
            lying = connection.execute(sa.text("SELECT text FROM sealed_specimens")).scalar_one()
            assert value.encode() not in bytes(lying)
            connection.execute(TABLE.insert().values(text=None, key=None))
            assert connection.scalar(sa.select(sa.func.count()).where(TABLE.c.text.is_(None))) == 1
    finally:
        TABLE.drop(value_engine)


def test_the_same_text_is_sealed_otherwise_each_time(site: SiteKeys) -> None:
    assert site.seal(b"x") != site.seal(b"x")
    assert site.fingerprint("x") == site.fingerprint("x") != site.fingerprint("y")
    assert SiteKeys({1: OLD}, 1, OLD).fingerprint("x") != site.fingerprint("x")


def test_a_former_key_still_opens_what_it_sealed(site: SiteKeys) -> None:
    assert site.open(SiteKeys({1: OLD}, 1, INDEX).seal(b"x")) == b"x"


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_changed_byte_is_found(site: SiteKeys, place: int) -> None:
    sealed = bytearray(site.seal(b"510923"))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        site.open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x02", b"\x09" + b"x" * 40])
def test_what_was_never_sealed_cannot_be_opened(site: SiteKeys, sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        site.open(sealed)


def test_without_keys_nothing_is_written() -> None:
    sealing._Site.keys = None
    with pytest.raises(SealBroken):
        sealing.site_keys()
