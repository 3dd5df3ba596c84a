"""The quirks of real rosters (data-and-ux.md §1c), each in a file of its own: what is taken, refused and warned of."""

import pytest

from app.fieldtypes.id_number import check_digit
from tests.exchange.conftest import faults, warned
from tests.exchange.files import person, workbook

ID = person(1)
WITH_X = next(filter(lambda number: number[17] == "X", map(person, range(1, 100))))
OLD_ID = "510923" + "080101" + "123"


def one(rosters, heading, cell, **more):
    """What a roster of one person with this cell comes to."""
    heads = ["姓名", heading, *more]
    done = rosters.look("\n".join((",".join(heads), ",".join(["张样甲", f'"{cell}"', *more.values()]))), rosters.clerk)
    values = done.rows[0].values if done.rows else {}
    return values, [each.code for each in done.rejected], [each.code for each in done.warnings]


@pytest.mark.parametrize(("cell", "value", "warnings"), [
    (ID, ID, []),
    ("５１０９２３" + ID[6:], ID, []),
    (f" {ID[:6]} {ID[6:14]} {ID[14:]} ", ID, []),
    (f"'{ID}", ID, []),
    (f"\t{ID}", ID, []),
    (f'=""{ID}""', ID, []),
    (f"{ID}。", ID, []),
    (WITH_X.lower(), WITH_X, []),
    (OLD_ID, "51092319080101" + "123" + "7", ["V075"]),
    (WITH_X[:17] + "×", WITH_X, []),
    ("无", None, []),
    ("", None, []),
    (person(1, area="990923"), person(1, area="990923"), ["V076"]),
], ids=["plain", "full-width", "blanks", "apostrophe", "tab", "formula text", "full stop", "lower-case x", "15 digits",
        "multiplication sign", "none", "empty", "unknown area"])
def test_an_id_number_is_repaired(rosters, cell, value, warnings):
    values, refused, told = one(rosters, "身份证号", cell)
    if cell == OLD_ID:
        assert (values["id_number"][:17], refused, told) == (value[:17], [], warnings)
    else:
        assert (values["id_number"], refused, told) == (value, [], warnings)


@pytest.mark.parametrize(("cell", "code"), [
    ("4.40981E+17", "V070"), (ID[:17], "V071"), (ID + "1", "V071"), (ID[:17] + ("1" if ID[17] != "1" else "2"), "V073"),
    (ID[:15] + "000", "V070"), ("51092319061301001" + check_digit("51092319061301001"), "V074"), ("陈样甲" + ID, "V072"),
], ids=["scientific", "one lost", "one too many", "check digit", "tail of zeroes", "impossible date", "name with number"])
def test_an_id_number_that_is_lost_is_refused(rosters, cell, code):
    assert one(rosters, "身份证号", cell)[1] == [code]


def test_an_id_number_stored_as_a_number_is_refused(rosters):
    source = workbook(rosters.folder, ("表", [["姓名", "身份证号"], ["张样甲", float(ID)], ["李样乙", 1.6672e17]]))
    assert faults(rosters.look(source, rosters.clerk)) == ["2 id_number V070", "3 id_number V070"]


def test_adults_of_a_county_younger_than_they_are_accepted(rosters):
    """510923 exists since 1997; nearly everybody there was born before."""
    assert one(rosters, "身份证号", person(7))[1:] == ([], [])


@pytest.mark.parametrize(("cell", "numbers"), [
    ("19900000001", ("19900000001",)), ("19900000001.0", ("19900000001",)), ("+86 199 0000 0001", ("19900000001",)),
    ("0825-5550101", ("0825-5550101",)), ("199-0000-0001", ("19900000001",)),
    ("19900000001/19900000002", ("19900000001", "19900000002")),
    ("19900000001、0825-5550101", ("19900000001", "0825-5550101")), ("１９９０００００００１", ("19900000001",)), ("无", None),
    ("", None),
])
def test_a_telephone_is_repaired(rosters, cell, numbers):
    values, refused, _ = one(rosters, "联系电话", cell)
    assert (values["phone"], refused) == (numbers, [])


@pytest.mark.parametrize("cell", ["5550101", "85550101"])
def test_a_local_number_is_kept_with_a_warning(rosters, cell):
    values, refused, told = one(rosters, "联系电话", cell)
    assert (values["phone"], refused, told) == ((cell,), [], ["V082"])


@pytest.mark.parametrize(("cell", "code"), [("1990000001", "V083"), ("199000000012", "V083"), ("abc", "V080"),
                                            ("5678", "V080")])
def test_a_wrong_telephone_is_refused(rosters, cell, code):
    assert one(rosters, "联系电话", cell)[1] == [code]


def test_a_telephone_stored_as_a_number_is_taken(rosters):
    source = workbook(rosters.folder, ("表", [["姓名", "联系电话"], ["张样甲", 19900000001.0]]))
    assert rosters.look(source, rosters.clerk).rows[0].values["phone"] == ("19900000001",)


@pytest.mark.parametrize(("cell", "name", "warnings"), [
    ("张　甲", "张甲", []), ("张  甲", "张甲", []), ("张甲" + " " * 30, "张甲", []), ("张\u200b甲", "张甲", []),
    ("阿样·测试", "阿样·测试", []),
    ("阿样•测试", "阿样·测试", []), ("张甲（组长）", "张甲", ["V063"]), ("\ufeff张甲", "张甲", []), ("张\u00a0甲", "张甲", []),
])
def test_a_name_is_repaired(rosters, cell, name, warnings):
    done = rosters.look(f"姓名,性别\n{cell},男", rosters.clerk)
    assert ([row.values["name"] for row in done.rows], [each.code for each in done.warnings]) == ([name], warnings)


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u202e", "\ufffe"], ids=["NUL", "escape", "right to left", "no character"])
def test_a_sign_that_no_text_may_hold_refuses_its_row(rosters, sign):
    done = rosters.look(f"姓名,备注\n张样甲,甲{sign}乙\n李样乙,{'乙' * 100}", rosters.clerk)
    assert (faults(done), [row.line for row in done.rows]) == (["2 remarks V012"], [3])


def test_a_name_is_required(rosters):
    assert faults(rosters.look("姓名,性别,职务\n,男,队员", rosters.clerk)) == ["2 name V001"]


@pytest.mark.parametrize(("cell", "code"), [
    ("张样甲 李样乙 王样丙", "V062"), ("张样甲、李样乙", "V062"), (ID, "V060"), ("陈样甲510923", "V060"), ("+张甲", "V061"),
    ("'=张甲", "V061"), ("甲" * 51, "V020"),
])
def test_what_is_no_single_name_is_refused(rosters, cell, code):
    assert faults(rosters.look(f"姓名,性别\n{cell},男", rosters.clerk)) == [f"2 name {code}"]


@pytest.mark.parametrize(("cell", "day", "codes"), [
    ("2021.8.5", "2021-08-05", []), ("2021年8月5日", "2021-08-05", []), ("20210805", "2021-08-05", []),
    ("2021/8/5", "2021-08-05", []),
    ("44413", "2021-08-05", ["V099"]), ("2021年8月", "2021-08", ["V096"]), ("2021", "2021", ["V096"]),
    ("二〇二一年八月五日", "2021-08-05", []),
])
def test_a_date_is_read_in_any_usual_shape(rosters, cell, day, codes):
    values, refused, told = one(rosters, "入队时间", cell)
    assert (values["joined_on"], refused, told) == (day, [], codes)


@pytest.mark.parametrize(("cell", "code"), [("21.8.5", "V092"), ("8月5日", "V093"), ("2021-02-30", "V091"), ("去年", "V090")])
def test_a_date_that_would_have_to_be_guessed_is_refused(rosters, cell, code):
    assert one(rosters, "入队时间", cell)[1] == [code]


def test_days_of_a_workbook_are_read_in_both_counts(rosters):
    rows = [["姓名", "入队时间"], ["张样甲", 44413], ["李样乙", 60]]
    usual = rosters.look(workbook(rosters.folder, ("表", rows)), rosters.clerk)
    mac = rosters.look(workbook(rosters.folder, ("表", rows[:2]), name="1904.xlsx", options={"date_1904": True}), rosters.clerk)
    assert ([str(row.values["joined_on"]) for row in usual.rows], faults(usual)) == (["2021-08-05"], ["3 joined_on V090"])
    assert [str(row.values["joined_on"]) for row in mac.rows] == ["2025-08-06"]


@pytest.mark.parametrize(("cell", "sex"), [("男", "male"), ("1", "male"), ("M", "male"), ("女", "female"), ("2", "female"),
                                           ("f", "female"), ("", None)])
def test_sex_is_read_by_word_and_by_number(rosters, cell, sex):
    assert one(rosters, "性别", cell)[0]["sex"] == sex


def test_a_sex_that_is_none_is_refused(rosters):
    assert one(rosters, "性别", "不详")[1] == ["V041"]


def test_a_sex_that_the_id_number_contradicts_is_warned_of(rosters):
    done = rosters.look(f"姓名,性别,身份证号\n张样甲,女,{ID}\n李样乙,男,{person(3)}", rosters.clerk)
    assert (faults(done), warned(done)) == ([], ["2 sex V078"])


def test_a_whole_sheet_of_quirks(rosters):
    text = f"""
        金元镇应急队伍花名册,,,,,,
        填报单位：金元镇,,,,,,

        序号,单位,姓　名*,性别,身份证号码,联系电话,备注
        1,金容寨村民委员会,张　甲,男,'{person(1)},19900000001.0,
        2,510923108225,李样乙,2,{person(2)},19900000002/0825-5550101,
        3,金元镇金容寨,王样丙,女,{person(4)[:17]},,少一位
        序号,单位,姓名,性别,身份证号码,联系电话,备注
        4,宝祥,赵样丁,M,无,无,
        5,没有的村,陈样戊,男,,,
        合　计,5,,,,,
        填表人：　　审核人：,,,,,,
    """
    done = rosters.look(text)
    assert {row.line: row.values["name"] for row in done.rows} == {5: "张甲", 6: "李样乙", 9: "赵样丁"}
    assert faults(done) == ["7 id_number V071", "10 unit V008"]
    assert {row.line: row.why for row in done.skipped} == {1: "title", 2: "title", 8: "header", 11: "total", 12: "signature"}
    assert done.counts.as_json() == {"rows": 5, "create": 3, "update": 0, "same": 0, "rejected": 2, "skipped": 5, "warnings": 0}
