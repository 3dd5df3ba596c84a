"""``flask import REGISTER FILE --as USER [--apply] [--json]`` as a script or a person at a terminal meets it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.access import accounts
from app.access.viewer import unscoped
from app.cli import main
from app.fieldtypes.id_number import check_digit
from tests.sites import Town

ID = "510923190601010010"[:17] + check_digit("51092319060101001")
ROSTER = f"""花名册,,,
姓名,性别,身份证号码,联系电话
张样甲,男,{ID},19900000001
李样乙,女,,5550101
王样丙,不详,123,
合计,3,,
"""
KEYS = ["outcome", "reason", "counts", "rows", "rejected", "skipped", "warnings", "seconds"]


@dataclass
class Terminal:
    """A terminal of the installation, with the accounts clerk (village 225), office (town) and leader (may not import)."""

    town: Town
    folder: Path

    def run(self, register: str, file: Path | str, user: str, *more: str) -> Result:
        return CliRunner().invoke(main, ["import", register, str(file), "--as", user, *more])

    def json(self, file: Path | str, *more: str, register: str = "team_member", user: str = "clerk") -> dict[str, Any]:
        """The printed object, and that the status tells of its outcome."""
        done = self.run(register, file, user, "--json", *more)
        answer: dict[str, Any] = json.loads(done.stdout)
        assert done.exit_code == (answer["outcome"] != "ok")
        return answer

    def file(self, text: str = ROSTER, name: str = "花名册.csv") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def audit(self) -> list[tuple[Any, ...]]:
        """Event, door, outcome, register, user, reason of every line about imports."""
        log = self.town.site.models.system.audit_entry
        columns = (log.c.door, log.c.outcome, log.c.register, log.c.user_name, log.c.detail)
        with unscoped("test"), self.town.sessions() as session:
            rows = session.execute(select(*columns).where(log.c.event == "import").order_by(log.c.id)).all()
        return [(*row[:4], json.loads(row[4])["reason"]) for row in rows]


@pytest.fixture
def terminal(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("DATABASE_URL", town.site.engine.url.render_as_string(hide_password=False))
    monkeypatch.delenv("SCHEMA", raising=False)
    for name, role, unit in (("clerk", "village_clerk", "510923108225"), ("office", "town_clerk", "510923108000"),
                             ("leader", "town_leader", "510923108000")):
        with unscoped("test"), town.site.engine.begin() as connection:
            user = accounts.create_account(connection, town.site.models, username=name, name=name, password="Tian-Qi-59",
                                           must_change=False, now=town.now)
            accounts.grant_duty(connection, town.site.models, user_id=user, role=role, unit_id=town.unit(unit),
                                department_id=None, by=None, now=town.now, today=town.now.date())
    town.add("emergency_team", {"unit": town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})
    return Terminal(town, tmp_path)


def test_the_answer_is_one_object_with_these_keys(terminal):
    answer = terminal.json(terminal.file(), user="office")
    assert list(answer) == KEYS
    assert answer["counts"] == {"rows": 3, "create": 2, "update": 0, "same": 0, "rejected": 1, "skipped": 2, "warnings": 1}
    assert [(row["line"], row["action"]) for row in answer["rows"]] == [(3, "create"), (4, "create")]
    unit, team = terminal.town.unit("225"), answer["rows"][0]["values"]["team"]
    assert answer["rows"][0]["values"] == {"team": team, "unit": unit, "name": "张样甲", "sex": "male", "id_number": ID,
                                           "phone": ["19900000001"]}
    assert [(each["line"], each["field"], each["code"]) for each in answer["rejected"]] == [
        (5, "sex", "V041"), (5, "id_number", "V071")]
    assert all(each["message"] for each in answer["rejected"])
    assert [each["line"] for each in answer["skipped"]] == [1, 6]
    assert answer["warnings"] == [{"line": 4, "field": "phone", "code": "V082"}]
    assert (answer["outcome"], answer["reason"], type(answer["seconds"])) == ("ok", None, float)


def test_a_village_clerk_sees_masks_of_numbers(terminal):
    values = terminal.json(terminal.file())["rows"][0]["values"]
    assert (values["id_number"], values["phone"]) == (f"5109**********{ID[-4:]}", "199****0001")


def test_without_apply_nothing_is_stored(terminal):
    terminal.json(terminal.file())
    assert (terminal.town.record_count("team_member"), terminal.audit()) == (0, [])


def test_with_apply_the_good_rows_are_stored_and_the_next_run_finds_them(terminal):
    assert terminal.json(terminal.file(), "--apply")["outcome"] == "ok"
    assert terminal.town.record_count("team_member") == 2
    again = terminal.json(terminal.file(), "--apply")
    assert ([row["action"] for row in again["rows"]], terminal.town.record_count("team_member")) == (["same", "same"], 2)
    assert terminal.audit() == [("cli", "ok", "team_member", "clerk", None)] * 2


def test_all_or_nothing_is_refused_as_a_whole(terminal):
    answer = terminal.json(terminal.file(), "--apply", "--mode", "all")
    assert (answer["outcome"], answer["reason"].split()[0], answer["rows"], len(answer["rejected"])) == ("reject", "F051", [],
                                                                                                         2)
    assert terminal.town.record_count("team_member") == 0
    assert terminal.audit() == [("cli", "refused", "team_member", "clerk", "F051")]


def test_a_person_gets_counts_and_a_line_for_each_fault(terminal):
    done = terminal.run("team_member", terminal.file(), "clerk", "--lang", "en")
    assert done.exit_code == 0
    assert done.stdout == "rows 3 · create 2 · update 0 · same 0 · rejected 1 · skipped 2 · warnings 1\n"
    assert [line.split(": ")[:2] for line in done.stderr.splitlines()] == [["5", "sex"], ["5", "id_number"]]


@pytest.mark.parametrize(("register", "user", "code", "line"), [
    ("team_member", "nobody", "F054", ("cli", "refused", "team_member", "nobody", "F054")),
    ("team_membr", "clerk", "F055", ("cli", "refused", None, "clerk", "F055")),
    ("team_member", "leader", "A003", ("cli", "refused", "team_member", "leader", "A003")),
], ids=["unknown user", "unknown register", "no right"])
def test_an_import_that_cannot_begin_is_one_line_and_a_line_in_the_audit_log(terminal, register, user, code, line):
    answer = terminal.json(terminal.file(), "--apply", register=register, user=user)
    assert (answer["reason"].split()[0], answer["counts"]["rows"], terminal.audit()) == (code, 0, [line])
    told = terminal.run(register, terminal.file(), user)
    assert (told.exit_code, [each.split()[0] for each in told.stderr.splitlines()]) == (1, [code])


def test_a_disabled_account_brings_nothing(terminal):
    with unscoped("test"), terminal.town.site.engine.begin() as connection:
        connection.execute(accounts.AB_USER.update().values(active=False))
    assert terminal.json(terminal.file(), "--apply")["reason"].split()[0] == "F054"


@pytest.mark.parametrize(("content", "code"), [("", "F001"), ("商品,单价\n苹果,3", "F020"), ("姓名,性别\n", "F024")])
def test_a_file_that_is_none_is_refused_with_its_sentence(terminal, content, code):
    assert terminal.json(terminal.file(content), "--apply")["reason"].split()[0] == code


def test_a_file_that_is_not_there_is_one_line(terminal):
    assert terminal.json(terminal.folder / "没有.csv", "--apply")["reason"].split()[0] == "F014"


def test_a_database_that_is_not_ready_is_one_line(terminal, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    assert terminal.json(terminal.file())["reason"].split()[0] == "S010"


def test_options_reach_the_import(terminal):
    terminal.json(terminal.file(), "--apply")
    answer = terminal.json(terminal.file("姓名\n张样甲"), "--set", "post=队长", "--when-exists", "refuse")
    assert [each["code"] for each in answer["rejected"]] == ["F044"]


def test_a_wrong_option_ends_with_two(terminal):
    assert terminal.run("team_member", terminal.file(), "clerk", "--mode", "some").exit_code == 2


def test_the_columns_of_a_file_without_headings_are_said_on_the_command_line(terminal):
    file = terminal.file(f"张样甲,队员,{ID}\n李样乙,队长,\n")
    assert terminal.json(file, "--apply")["reason"].startswith("F056")
    said = terminal.json(file, "--apply", "--column", "1=name", "--column", "2=", "--column", "3=id_number")
    assert (said["outcome"], said["counts"]["create"]) == ("ok", 2)
    assert terminal.run("team_member", file, "clerk", "--column", "one=name").exit_code == 2


def test_the_encoding_of_a_file_is_said_on_the_command_line(terminal):
    file = terminal.folder / "花名册.txt"
    file.write_bytes("姓名,性别\n张样甲,男\n".encode("utf-16-le"))
    assert terminal.json(file)["reason"].startswith("F005")
    assert terminal.json(file, "--encoding", "UTF-16LE")["counts"]["create"] == 1
