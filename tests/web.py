"""Fixtures: the whole application over HTTP, with people of every role, CSRF and all checks switched on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from app.access import accounts, passwords
from app.access.viewer import unscoped
from app.views.requests import COOKIE_SEEN, COOKIE_TOKEN, COOKIE_USER
from tests.shelf import lent
from tests.sites import Town

PASSWORD = "Tian-Qi-59"  #: of every account made here


@dataclass
class Clock:
    """The clock of the application under test."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


class Person(FlaskClient):
    """A browser in which somebody is logged in. ``post`` sends the CSRF token unless told ``token=None``."""

    _token: str | None = None

    def token(self) -> str:
        """The CSRF token of this session's pages."""
        if self._token is None:
            page = self.get("/profile/").get_data(as_text=True)
            found = re.search(r'name="csrf-token" content="([^"]+)"', page)
            assert found, page[:300]
            self._token = found[1]
        return self._token

    def send(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST a form with the token."""
        return self.post(url, data={**(data or {}), "csrf_token": self.token()}, **kwargs)

    def call(self, method: str, url: str, body: Any = None) -> TestResponse:
        """An API call by cookie, with the token as a header."""
        return self.open(url, method=method, json=body, headers={"X-CSRFToken": self.token()})


@dataclass
class WebTown:
    """The application with its town."""

    app: Flask
    town: Town
    clock: Clock
    _people: dict[tuple[str, str, str | None], tuple[int, str]] = field(default_factory=dict)

    @property
    def site(self) -> Any:
        """The installation."""
        return self.town.site

    def account(self, name: str, role: str, unit: str, department: str | None = None, *, must_change: bool = False,
                shown: str = "") -> int:
        """An account with one duty and the password PASSWORD; its id. ``shown``: what the person is called, if not so."""
        duty = self.town.duty(role, unit, department)
        with unscoped("test"), self.site.engine.begin() as connection:
            models = self.site.models
            user = accounts.create_account(connection, models, username=name, name=shown or name, password=PASSWORD,
                                           must_change=must_change, now=self.clock.now)
            connection.execute(insert(models.system.duty).values(
                user_id=user, role=role, unit_id=duty.unit_id, department_id=duty.department_id,
                valid_from=self.clock.now.date(), granted_at=self.clock.now))
            accounts.raise_epoch_on(connection, models)
        return user

    def as_role(self, role: str, unit: str = "225", department: str | None = None) -> Person:
        """A browser of somebody with this duty; the same person each time."""
        key = (role, unit, department)
        if key not in self._people:
            name = f"{role}.{unit}"
            self._people[key] = (self.account(name, role, unit, department), name)
        return self.browser_of(self._people[key][0])

    def browser_of(self, user: int) -> Person:
        """A browser in which the user is logged in."""
        with self.site.engine.begin() as connection:
            token = accounts.begin_login(connection, self.site.models, user, now=self.clock.now, kind="form",
                                         address="127.0.0.1")
        browser = self.app.test_client()
        assert isinstance(browser, Person)
        with browser.session_transaction() as session:
            session.update({COOKIE_TOKEN: token, COOKIE_USER: user, "_user_id": str(user), "_fresh": True,
                            COOKIE_SEEN: self.clock.now.timestamp(), "locale": "zh"})
        return browser

    def stranger(self) -> Person:
        """A browser in which nobody is logged in."""
        browser = self.app.test_client()
        assert isinstance(browser, Person)
        return browser


@pytest.fixture
def web(town: Town) -> Iterator[WebTown]:
    """The application over the small county."""
    clock = Clock(town.now)
    with lent(town.site, clock) as app:
        yield WebTown(app, town, clock)


@pytest.fixture(autouse=True, scope="session")
def _cheap_hashes() -> Iterator[None]:
    """A password hash costs 50 ms on purpose, and as much again at each log-in; that of PASSWORD costs nothing here."""
    real, ready = passwords.hashed, generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
    passwords.hashed = lambda password: ready if password == PASSWORD else real(password)
    yield
    passwords.hashed = real
