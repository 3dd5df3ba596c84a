"""What is costly to make and the same for every test of a process: models, compiled statements and applications.

Models are built once for each definition, and statements over them are compiled once for each kind of database. An
application is built where none is free, lent to one test (or module) at a time with that test's own installation under it
(``app.application.serve``), and lent again; one that a test has changed is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect

from app.application import build, serve
from app.definition import Definition
from app.model import Models, build_models
from app.records.site import Site
from config import Settings

_MOST = 4  #: kept of each; a test of declarations makes definitions by the dozen

_models: list[Models] = []
_compiled: list[Compiled] = []
_free: list[Lendable] = []


def models_of(definition: Definition) -> Models:
    """The models of this very definition."""
    found = next((each for each in _models if each.definition is definition), None)
    if found is None:
        found = build_models(definition)
    else:
        _models.remove(found)
    _models[:] = [*_models, found][-_MOST:]
    return found


@dataclass(frozen=True, eq=False)
class Compiled:
    """What engines over the same models have made of statements; SQLAlchemy finds it by the very dialect."""

    models: Models
    dialect: Dialect
    statements: Any

    def suits(self, engine: Engine, models: Models) -> bool:
        """Whether its engine has met a database of the same kind."""
        return self.models is models and self.dialect.name == engine.dialect.name and bool(self.dialect.server_version_info)


def share_statements(engine: Engine, models: Models) -> Engine:
    """The engine, which from now on compiles no statement that one before it has compiled: that was a tenth of a test."""
    found = next((each for each in _compiled if each.suits(engine, models)), None)
    if found is None:
        _compiled[:] = [*_compiled, Compiled(models, engine.dialect, engine._compiled_cache)][-2 * _MOST:]
    else:
        engine.dialect, engine._compiled_cache = found.dialect, found.statements
    return engine


@dataclass(frozen=True, eq=False)
class Lendable:
    """An application, what it was built for and what it was when it was new."""

    app: Flask
    models: Models
    settings: Settings
    config: dict[str, Any]
    outline: object

    def suits(self, site: Site, settings: Settings) -> bool:
        """Whether it is the application of this installation, but for the place where that lies."""
        return self.models is site.models and self.settings == _placeless(settings)

    def is_as_new(self) -> bool:
        """Whether nobody has added, taken or replaced anything that a request passes."""
        return self.outline == _outline(self.app)


@contextmanager
def lent(site: Site, clock: Callable[[], datetime], settings: Settings | None = None, *,
         testing: bool = True) -> Iterator[Flask]:
    """The application over ``site``, for as long as the ``with``."""
    from tests.web import Person

    settings = settings or Settings(instance=site.files.parent)
    one = next((each for each in _free if each.suits(site, settings)), None)
    if one is None:
        one = _new(site, clock, settings)
    else:
        _free.remove(one)
        one.app.config.clear()
        one.app.config.update(one.config)
        serve(one.app, settings, site, clock)
    one.app.testing, one.app.test_client_class = testing, Person
    yield one.app
    one.app.extensions.pop("zhenzhi").sessions.remove()
    if one.is_as_new():
        _free[:] = [*_free, one][-_MOST:]


def _new(site: Site, clock: Callable[[], datetime], settings: Settings) -> Lendable:
    app = build(settings, site, clock)
    return Lendable(app, site.models, _placeless(settings), dict(app.config), _outline(app))


def _placeless(settings: Settings) -> Settings:
    return replace(settings, instance=Path(), database_url="")


def _outline(app: Flask) -> object:
    """What a test could leave behind in an application."""
    around = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs, app.template_context_processors)
    handlers = {(where, status, error): handler for where, by_status in app.error_handler_spec.items()
                for status, by_error in by_status.items() for error, handler in by_error.items()}
    environment = app.jinja_env
    return (dict(app.view_functions), [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()],
            [{name: list(functions) for name, functions in each.items() if functions} for each in around],
            list(app.teardown_appcontext_funcs), handlers, app.wsgi_app, app.session_interface,
            dict(environment.globals), dict(environment.filters), dict(environment.tests), environment.loader)
