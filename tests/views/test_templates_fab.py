"""FAB's own pages, with all that FAB ships registered, wear our clothes."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder import AppBuilder
from flask_appbuilder.utils.legacy import get_sqla_class

from app.views.look import prepare_templates
from tests.views.page_reader import Page, faults_of
from tests.views.sample_frame import sample_shell
from tests.views.sample_site import APP

# FAB asks SQLAlchemy in an old way.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning")

PAGES = (
    "/",
    "/users/list/",
    "/users/add",
    "/users/edit/1",
    "/users/show/1",
    "/users/userinfo/",
    "/userinfoeditview/form",
    "/resetmypassword/form",
    "/resetpassword/form?pk=1",
    "/roles/list/",
    "/roles/list/?_flt_0_name=A",
    "/roles/show/1",
    "/roles/add",
    "/roles/edit/1",
    "/permissions/list/",
    "/viewmenus/list/",
    "/permissionviews/list/",
    "/permissionviews/list/?psize_PermissionViewModelView=50",
    "/groups/list/",
    "/groups/add",
    "/userstatschartview/chart/",
    "/swagger/v1",
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """An administrator in a stock FAB application with our templates."""
    app = Flask("stock", root_path=str(APP), static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY="of a test, not of a site: 0123456789",
        SQLALCHEMY_DATABASE_URI="sqlite://",
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_TRANSLATION_DIRECTORIES=str(APP / "translations"),
        LANGUAGES={"zh": {"flag": "cn", "name": "中文"}},
        WTF_CSRF_ENABLED=False,
        FAB_API_SWAGGER_UI=True,
    )
    prepare_templates(app.jinja_env, static="/static")
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.context_processor(lambda: {"shell": sample_shell("")})
    database = get_sqla_class()()
    database.init_app(app)
    with app.app_context():
        builder = AppBuilder(app, database.session)
        builder.sm.add_user("admin", "样甲", "张", "a@example.invalid", builder.sm.find_role("Admin"), "Secret-12345")
    person = app.test_client()
    assert person.post("/login/", data={"username": "admin", "password": "Secret-12345"}).status_code == 302
    return person


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_fab_has_nothing_that_no_page_may_have(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert faults_of(Page(response.get_data(as_text=True))) == []


def test_the_log_in_of_fab_is_ours(client: FlaskClient) -> None:
    response = client.application.test_client().get("/login/")
    page = Page(response.get_data(as_text=True))
    assert faults_of(page) == []
    assert {element.attributes.get("name") for element in page.all("input")} >= {"username", "password"}


def test_a_refused_form_of_fab_says_why_beside_the_field(client: FlaskClient) -> None:
    page = Page(
        client.post("/resetmypassword/form", data={"password": "a", "conf_password": "b"}).get_data(as_text=True)
    )
    assert [element for element in page.all("p") if "error" in element.classes]
