"""Invented frames for pages: every person, unit and number here is made up."""

from __future__ import annotations

from app.views.page import Link, MenuEntry, MenuGroup, Notice, Person, Shell


def _entry(key: str, label: str, icon: str, bar: bool = False) -> MenuEntry:
    return MenuEntry(key=key, label=label, url=f"/{key}/list/", icon=icon, on_bar=bar)


MENU = (
    MenuGroup(
        key="today",
        label="今日",
        entries=(
            _entry("home", "首页", "home", True),
            _entry("board", "四色看板", "board", True),
            _entry("summary", "月度汇总", "summary"),
        ),
    ),
    MenuGroup(
        key="disputes",
        label="矛盾纠纷",
        entries=(
            _entry("dispute", "矛盾纠纷", "dispute", True),
            _entry("mediation_committee", "人民调解委员会", "committee"),
            _entry("mediator", "调解员", "mediator"),
        ),
    ),
    MenuGroup(
        key="emergency",
        label="应急管理",
        entries=(
            _entry("emergency_team", "应急队伍", "team"),
            _entry("team_member", "队员花名册", "member"),
            _entry("hazard", "风险隐患台账", "hazard"),
            _entry("info_channel", "通信与预警设备", "channel"),
        ),
    ),
    MenuGroup(
        key="organisation",
        label="组织",
        entries=(
            _entry("unit", "组织机构", "unit"),
            _entry("department", "部门", "department"),
            _entry("person", "工作人员", "person"),
            _entry("vocabulary_item", "词表", "book"),
        ),
    ),
    MenuGroup(
        key="administration",
        label="系统",
        entries=(
            _entry("imports", "导入记录", "import"),
            _entry("accounts", "账号", "key"),
            _entry("roles", "角色权限", "roles"),
            _entry("audit", "审计日志", "audit"),
            _entry("declarations", "系统声明", "code"),
            _entry("api", "接口文档", "api"),
        ),
    ),
)

PLAIN_HTTP = Notice(text="本站在局域网内以明文 http 提供服务，请联系管理员设置 SITE_URL。", tone="warning")
NO_HOLIDAYS = Notice(
    text="节假日表不含 2027 年，时限暂按周一至周五计算。", tone="warning", link=Link(label="去补充", url="/holiday/")
)
SAVED = Notice(text="已保存。", tone="success")


def sample_shell(
    active: str = "dispute",
    *,
    language: str = "zh",
    theme: str = "blue",
    anonymous: bool = False,
    notices: tuple[Notice, ...] = (),
    flashes: tuple[Notice, ...] = (),
) -> Shell:
    """A frame in which somebody is logged in, or nobody."""
    languages = tuple(
        Link(label=label, url=key, current=key == language) for key, label in (("zh", "中文"), ("en", "English"))
    )
    person = None if anonymous else Person(name="张样甲", duties=("镇级经办人 · 金元镇", "部门经办人 · 司法所"))
    return Shell(
        language=language,
        theme=theme,
        product="镇治",
        unit="大英县 · 金元镇",
        home_url="/",
        languages=languages,  # type: ignore[arg-type]
        menu=() if anonymous else MENU,
        person=person,
        logout_url="/logout/",
        search_url="/search/",
        bell_url="" if anonymous else "/todo/",
        bell_count_url="" if anonymous else "/todo/count/",
        active=active,
        notices=notices,
        person_links=(
            Link(label="我的账号", url="/profile/", icon="person"),
            Link(label="修改密码", url="/password/", icon="key"),
        ),
        flashes=flashes,
        footer="镇治 0.1 · 时间均为北京时间",
    )
