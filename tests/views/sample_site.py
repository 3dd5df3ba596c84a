"""A small web application that shows the sample pages with the product's own templates, static files and headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask_appbuilder
from flask import Flask, Response, jsonify, render_template, request, send_from_directory, session
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from app.application import CSP
from app.views.look import prepare_templates
from tests.views.sample_forms import VOID
from tests.views.sample_frame import sample_shell
from tests.views.sample_pages import SAMPLES
from tests.views.sample_records import detail
from tests.views.sample_work import CHART_DATA

APP = Path(__file__).resolve().parent.parent.parent / "app"
FAB = Path(flask_appbuilder.__file__).resolve().parent / "static" / "appbuilder"
OPTIONS = ("金容寨村", "宝祥村", "金元社区", "斑竹山村", "洞坡村")


def sample_site(*, vendor: bool = True) -> Flask:
    """The application. Without ``vendor`` the front-end packages are missing."""
    app = Flask("sample", root_path=str(APP), static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY="of a sample, not of a site: 0123456789",
        BABEL_TRANSLATION_DIRECTORIES=str(APP / "translations"),
        WTF_CSRF_CHECK_DEFAULT=False,
        TESTING=True,
    )
    Babel(app, locale_selector=lambda: request.args.get("language") or session.get("language", "zh"))
    CSRFProtect(app)
    prepare_templates(app.jinja_env, static="/static")
    if not vendor:
        app.before_request(lambda: ("", 404) if request.path.startswith("/static/vendor/") else None)
    _routes(app)
    app.after_request(_headers)
    return app


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in CSP.items())
    return response


def _routes(app: Flask) -> None:
    @app.get("/p/<name>")
    def page(name: str) -> Any:
        sample = SAMPLES[name]
        return render_template(sample.template, page=sample.page, shell=sample.shell, **sample.more)

    @app.route("/dispute/void/<int:_pk>", methods=["GET", "POST"])
    @app.route("/dispute/<any(resolve, hand_up, export):_act>/<int:_pk>")
    def act(**_: Any) -> Any:
        return render_template("act.html", page=VOID, shell=sample_shell()), 422 if request.method == "POST" else 200

    @app.get("/dispute/show/<int:_pk>")
    def show(_pk: int) -> Any:
        open_tab = request.args.get("tab", "facts")
        if request.args.get("part"):
            return render_template("detail_tab.html", tab=next(tab for tab in detail(open_tab).tabs if tab.current))
        return render_template("detail.html", page=detail(open_tab), shell=sample_shell())

    @app.get("/options/<_what>")
    def options(_what: str) -> Any:
        found = [
            {"id": number, "text": name} for number, name in enumerate(OPTIONS, 1) if request.args.get("q", "") in name
        ]
        return jsonify(options=found, more=True)

    app.add_url_rule("/count", "count", lambda: render_template("count.html", count="共 128 条"))
    app.add_url_rule("/data/chart", "chart", lambda: jsonify(CHART_DATA))
    app.add_url_rule(
        "/data/openapi.json",
        "openapi",
        lambda: jsonify(
            openapi="3.0.2",
            info={"title": "镇治", "version": "v1"},
            paths={"/api/v1/dispute/": {"get": {"summary": "列表", "responses": {"200": {"description": "好"}}}}},
        ),
    )
    app.add_url_rule("/fab/<path:name>", "fab", lambda name: send_from_directory(FAB, name))
