"""Style sheets as they are sent: what pages name stays, what none names goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.serving.stylesheets import Names, as_sent, named_rules, names_in

KNOWN = Names(frozenset({"btn", "show"}), ("tag-",))


@pytest.mark.parametrize(("css", "sent"), [
    (".btn{a:b}.card{a:b}", ".btn{a:b}"),
    (".card,.btn:hover,.btn.card{a:b}", ".btn:hover{a:b}"),
    ("body,a[href]{a:b}", "body,a[href]{a:b}"),
    (".tag-red{a:b}.tags{a:b}", ".tag-red{a:b}"),
    (".btn:not(.card){a:b}", ".btn:not(.card){a:b}"),
    (".btn:is(.show,.btn){a:b}.btn:is(.show,.card){a:b}", ".btn:is(.show,.btn){a:b}"),
    (r".p-1\.5{a:b}.btn{a:b}", ".btn{a:b}"),
    ("@media print{.card{a:b}}@media print{.btn{a:b}.card{a:b}}", "@media print{.btn{a:b}}"),
    ("@charset 'x';/*! by */:root{a:b}@keyframes x{to{a:b}}", "@charset 'x';/*! by */:root{a:b}@keyframes x{to{a:b}}"),
])
def test_rules_stay_whose_classes_a_page_may_use(css: str, sent: str) -> None:
    assert named_rules(css, KNOWN) == sent


def test_names_are_words_and_the_beginnings_of_those_that_are_put_together(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<p class="lead tag-{{ tone }} {{ "text-" ~ shade }}">')
    (tmp_path / "page.js").write_text("`btn-${style}`")
    (tmp_path / "views.py").write_text('f"cell-{kind}" + "flag-%s" + "row-" + kind')
    (tmp_path / "picture.svg").write_text("unread-")
    names = names_in((tmp_path,))
    assert names.know("lead")
    assert set(names.beginnings) == {"tag-", "text-", "btn-", "cell-", "flag-", "row-"}
    assert not names.know("unread-")


def test_comments_stay_at_home_but_for_licences() -> None:
    assert as_sent("app.css", b"/*! mine */\n/* 1 Tokens\n more */\na { b: c; }\n  d { }") == b"/*! mine */\na { b: c; }\nd { }"
    assert as_sent("js/app.js", b"/* kept */") == b"/* kept */"
