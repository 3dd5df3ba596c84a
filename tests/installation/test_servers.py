"""The test bench itself: the fixtures give what they promise."""

import psycopg
import pytest


def _ask(url, question):
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_database(postgres_url, turn):
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE house (name text)")
    assert _ask(postgres_url, "SELECT count(*) FROM house") == 0


def test_a_database_can_be_copied_from_a_template(postgres_server):
    template = postgres_server.create_database()
    with psycopg.connect(postgres_server.url(template).replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE house AS SELECT '三号院' AS name")
    with postgres_server.database(template=template) as copy:
        assert _ask(copy, "SELECT name FROM house") == "三号院"
    postgres_server.drop_database(template)


def test_the_databases_know_chinese_letters(postgres_url):
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    assert _ask(postgres_url, "SELECT show_trgm('金元镇') <> '{}'") is True
    assert _ask(postgres_url, "SHOW server_encoding") == "UTF8"


def test_the_browser_shows_a_page_and_reaches_no_other_machine(browser):
    page = browser.new_page()
    page.set_content("<h1>镇治</h1>")
    assert page.get_by_role("heading").inner_text() == "镇治"
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    page.close()


def test_axe_can_look_at_a_page(browser, axe_script):
    page = browser.new_page()
    page.set_content("<html lang=zh><title>镇治</title><main><h1>镇治</h1><img src=''></main>")
    page.evaluate(axe_script)
    faults = page.evaluate("async () => (await axe.run()).violations.map(rule => rule.id)")
    assert "image-alt" in faults
    page.close()
