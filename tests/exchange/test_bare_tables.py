"""Tables without headings: columns are concluded, shown, and stored only once somebody has confirmed them."""

import pytest

from app.exchange.reading.table import ImportOptions
from tests.exchange.files import person, workbook

BARE = f"1,张样甲,男,{person(1)},19900000001\n2,李样乙,女,{person(2)},19900000002\n"
CONFIRMED = {2: "name", 3: "sex", 4: "id_number", 5: "phone"}


def columns_of(done):
    return {column.number + 1: column.field for column in done.table.header.columns if column.field}


def test_concluded_columns_are_not_stored_before_somebody_confirms_them(rosters):
    looked = rosters.look(BARE, rosters.clerk)
    assert (columns_of(looked), looked.table.unconfirmed, looked.counts.create) == (CONFIRMED, True, 2)
    refused = rosters.bring(BARE, rosters.clerk)
    assert (refused.reason.code, refused.stored, rosters.stored()) == ("F056", False, [])
    assert rosters.bring(BARE, rosters.clerk, columns=columns_of(looked)).counts.create == 2


def test_a_person_may_correct_what_was_concluded(rosters):
    done = rosters.look(BARE, rosters.clerk, columns={**CONFIRMED, 1: "remarks", 3: None})
    assert [(row.values["name"], row.values["remarks"], row.values.get("sex")) for row in done.rows] == [
        ("张样甲", "1", None), ("李样乙", "2", None)]


def test_confirmed_columns_are_kept_with_the_run():
    options = ImportOptions(columns=CONFIRMED, encoding="GB18030")
    assert ImportOptions.from_json(options.as_json()) == options


def test_a_village_and_a_day_are_known_by_their_looks(rosters):
    source = workbook(rosters.folder, ("名单", [["金容寨村", "张样甲", 19900000001.0], ["宝祥村", "李样乙", "0825-5550101"]]))
    assert columns_of(rosters.look(source)) == {1: "unit", 2: "name", 3: "phone"}


@pytest.mark.parametrize("text", ["张样甲,队员\n李样乙,队长", "商品,单价\n苹果,3", "1,2,3\n4,5,6", f"{person(1)}\n{person(2)}"],
                         ids=["nothing certain", "other headings", "numbers", "one column"])
def test_too_little_is_not_concluded(rosters, text):
    assert rosters.look(text, rosters.clerk).reason.code == "F020"
