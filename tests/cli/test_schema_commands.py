"""``flask schema …`` as a person at a terminal meets it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.definition.publish import PUBLISHED
from app.migrating import MIGRATIONS
from tests.writing import SCHEMA

ROOT = SCHEMA.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the declarations and of the migrations, and an instance of its own."""
    shutil.copytree(SCHEMA, tmp_path / "schema")
    monkeypatch.setenv("SCHEMA", str(tmp_path / "schema"))
    monkeypatch.setenv("INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    monkeypatch.setenv("MIGRATIONS", str(tmp_path / "migrations"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "schema" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


NEW_FIELD = "fields:\n  weather: {type: text, max_length: 20, label: {zh: 天气, en: Weather}}\n"


def test_check_counts_what_is_declared(folder: Path) -> None:
    counts = [len(list((ROOT / "schema" / folder).glob("*.yaml"))) for folder in ("entities", "vocabularies")]
    expected = "No problems: {} registers, 11 roles, {} vocabularies.\n".format(*counts)
    assert run("schema", "check", "--lang", "en").output == expected


def test_check_prints_every_problem_with_file_and_line_and_fails(folder: Path) -> None:
    change(folder, "entities/hazard.yaml", "list: [number, title", "list: [nummer, title")
    change(folder, "roles.yaml", "abilities: [see_summary]", "abilities: [see_sumary]")
    english, chinese = run("schema", "check", "--lang", "en"), run("schema", "check", "--lang", "zh")
    lines = english.output.splitlines()
    assert [line.partition(" ")[0].partition(":")[0] for line in lines] == ["schema/entities/hazard.yaml", "schema/roles.yaml"]
    assert "D203 'list' names 'nummer', which is not a field of 'hazard'. Did you mean 'number'?" in lines[0]
    assert "您是否想写“number”？" in chinese.output
    assert (english.exit_code, chinese.exit_code) == (1, 1)


def test_explain_says_it_in_words_and_as_json(folder: Path) -> None:
    words = run("schema", "explain", "hazard", "--lang", "en").output
    for expected in ("/api/v1/hazard/", "String(80)", "the own village and all below", "verify, strike off, reopen"):
        assert expected in words
    assert "not (result = 'worse' and hazard is empty)" in run("schema", "explain", "patrol", "--lang", "en").output
    data = json.loads(run("schema", "explain", "hazard", "--json", "--lang", "zh").output)
    assert data["label"] == "风险隐患台账"
    assert {"role": "village_clerk", "label": "村(社区)经办人", "acts": [
                "查看", "新增", "修改", "导入", "导出", "图表", "接收或退回转办", "上报", "填写进展", "整改"],
            "rows_it_sees": "本村及以下", "rows_it_changes": "本村及以下，且办理层级为 village、grid"} in data["grants"]
    assert next(each for each in data["fields"] if each["key"] == "title")["headings_in_files"] == [
        "隐患名称", "Title", "title", "名称", "隐患点名称", "部位"]


def test_explain_an_unknown_register_suggests_one(folder: Path) -> None:
    found = run("schema", "explain", "hazrd", "--lang", "en")
    assert (found.exit_code, found.output.split()[0]) == (1, "S009")
    assert "Did you mean 'hazard'?" in found.output


def test_publish_writes_what_is_out_of_date_and_check_only_tells(folder: Path) -> None:
    (folder / "schema" / "menu.schema.json").write_text("{}")
    checked = run("schema", "publish", "--check")
    assert (checked.exit_code, checked.output) == (1, "menu.schema.json\n")
    assert run("schema", "publish").output == "menu.schema.json\n"
    assert run("schema", "publish", "--check").exit_code == 0
    assert {path.name for path in (folder / "schema").glob("*.json")} == set(PUBLISHED)


def test_plan_migrate_and_a_start_that_is_refused_in_between(folder: Path) -> None:
    assert run("schema", "plan", "--lang", "zh").output.splitlines()[-1] == "数据库与声明一致。"
    change(folder, "entities/info_channel.yaml", "fields:\n", NEW_FIELD)
    plan = run("schema", "plan", "--lang", "zh")
    assert plan.output.splitlines() == ["（没有查询数据库，未统计记录数。）", "1. “通信与预警设备”的“天气”(weather)：新字段。"]
    assert "S001" in run("init", "--lang", "en").output
    done = run("schema", "migrate", "--message", "weather of channels", "--lang", "en")
    file = f"{int(MIGRATIONS.head or 0) + 1:04d}_weather_of_channels.py"
    assert done.output.splitlines()[-1] == f"Written and applied: {file}"
    assert (folder / "migrations" / "versions" / file).is_file()
    assert run("schema", "plan", "--lang", "en").output == "The database is what the declarations say.\n"
    assert run("schema", "migrate", "--lang", "en").output == "The database had nothing to do.\n"


def test_a_plan_that_is_refused_ends_with_1(folder: Path) -> None:
    change(folder, "entities/info_channel.yaml", "fields:\n", "fields:\n  spot_lat: {type: text, label: {zh: 纬, en: Lat}}\n")
    assert run("schema", "migrate").exit_code == 0
    change(folder, "entities/info_channel.yaml", "  spot_lat: {type: text, label: {zh: 纬, en: Lat}}\n", "")
    assert run("schema", "migrate").exit_code == 0
    change(folder, "entities/info_channel.yaml", "fields:\n", "fields:\n  spot: {type: geo_point, label: {zh: 点, en: Spot}}\n")
    plan = run("schema", "plan", "--lang", "en")
    assert (plan.exit_code, run("schema", "migrate").exit_code) == (1, 1)
    assert "✗ refused: Its column belongs to 'Lat' (spot_lat), which is retired. Choose another key." in plan.output


def test_a_setting_that_is_wrong_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    found = run("schema", "check")
    assert (found.exit_code, found.output) == (1, "Error: PORT must be a whole number, not 'eighty'.\n")


def test_without_a_web_application_the_commands_are_there_all_the_same(tmp_path: Path) -> None:
    said = subprocess.run([sys.executable, "-m", "app.cli", "schema", "check", "--lang", "en"], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
