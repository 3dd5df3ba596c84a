"""Where notices are sent is said by settings, and one that cannot be meant is refused at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.assembly import channels_of
from config import BadSetting, Settings, from_environment, is_mail_address

KEY = "k" * 32
HOOK = {"NOTICE_WEBHOOK": "https://hook.town.test:8443/in", "NOTICE_WEBHOOK_KEY": KEY}
MAIL = {"MAIL_HOST": "mail.town.test", "MAIL_FROM": "zhenzhi@town.test"}


def test_nothing_is_sent_unless_the_settings_say_so(tmp_path: Path) -> None:
    assert channels_of(Settings(instance=tmp_path)).any is False


def test_what_the_environment_says_becomes_the_channels() -> None:
    found = channels_of(from_environment({
        **HOOK, **MAIL, "SITE_URL": "https://zz.town.test/", "NOTICE_NETWORKS": "59.0.0.0/8, 2001:db8::/32", "MAIL_USER": "u",
        "MAIL_PASSWORD": "secret"}))
    assert found.webhook is not None
    assert found.mail is not None
    assert (found.webhook.url, found.mail.host, found.mail.safety, len(found.inside)) == (
        HOOK["NOTICE_WEBHOOK"], "mail.town.test", "starttls", 2)
    assert found.login_url == "https://zz.town.test/notices/"
    assert KEY not in repr(found)
    assert "secret" not in repr(found)


@pytest.mark.parametrize("bad", [
    {"NOTICE_WEBHOOK": "ftp://hook.town.test/", "NOTICE_WEBHOOK_KEY": KEY},
    {"NOTICE_WEBHOOK": "http://user:word@hook.town.test/", "NOTICE_WEBHOOK_KEY": KEY},
    {"NOTICE_WEBHOOK": "http://hook.town.test/ x", "NOTICE_WEBHOOK_KEY": KEY},
    {"NOTICE_WEBHOOK": "http://hook.town.test:99999/", "NOTICE_WEBHOOK_KEY": KEY},
    {"NOTICE_WEBHOOK": "https://hook.town.test/", "NOTICE_WEBHOOK_KEY": "short"},
    {"NOTICE_NETWORKS": "59.0.0.1/8"},
    {"MAIL_HOST": "mail.town.test"},
    {**MAIL, "MAIL_SAFETY": "perhaps"},
    {**MAIL, "MAIL_SAFETY": "none", "MAIL_PASSWORD": "word"},
    {"NOTICE_DAYS": "0"},
    {"NOTICE_SECONDS": "600"},
])
def test_what_cannot_be_meant_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(BadSetting):
        from_environment(bad)


@pytest.mark.parametrize(("text", "good"), [
    ("a.b+c@town.test", True), ("a@b", True), ("a@", False), ("@b", False), ("a@b c", False), ("a@b\nBcc: c@d", False),
    ("张@town.test", False), ("a@b,c@d", False), ("a@b.", False), ("<a@b>", False)])
def test_an_address_is_one_plain_address(text: str, good: bool) -> None:
    assert is_mail_address(text) is good
