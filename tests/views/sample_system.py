"""Invented pages of the system."""

from __future__ import annotations

from app.views.page import (
    Act,
    ActMark,
    ApiPage,
    Cell,
    Column,
    DeclarationsPage,
    DeclaredRegister,
    DutyView,
    Empty,
    ErrorPage,
    Link,
    LoginPage,
    ProfilePage,
    RoleColumn,
    RoleRow,
    RolesPage,
    Row,
    Table,
)
from tests.views.sample_lists import HOME

LOGIN = LoginPage(
    title="登录",
    action="/login/",
    hint="没有账号？请找镇或县的管理员开通。",
    demo=(("town", "镇级经办人 · 金元镇"), ("village", "村(社区)经办人 · 金容寨村")),
)

WRONG_LOGIN = LoginPage(
    title="登录",
    action="/login/",
    username="zhangyj",
    problem="用户名或密码不对，或账号已锁定。请核对后再试，或请管理员重置。",
)

PROFILE = ProfilePage(
    title="我的账号",
    crumbs=(HOME, Link(label="我的账号", url="")),
    name="张样甲",
    username="zhangyj",
    duties=(
        DutyView(role="镇级经办人", unit="金元镇", since="2026-01-01 起"),
        DutyView(role="部门经办人", unit="金元镇", department="司法所", since="2026-03-01 起"),
    ),
    facts=(("状态", "正常"), ("上次登录", "2026年8月5日 08:31，10.1.2.3"), ("密码修改于", "2026年6月1日")),
    acts=(Act(key="p", label="修改密码", url="/password/", icon="key"),),
    may=(
        ("矛盾纠纷", "查看、新增、修改、作废与恢复、导入、导出、查看完整号码、研判、上报"),
        ("队员花名册", "查看、新增、修改、导入、导出"),
    ),
)

_SIGNS = (
    ("read", "查", "查看"),
    ("create", "增", "新增"),
    ("edit", "改", "修改"),
    ("void", "废", "作废与恢复"),
    ("import", "入", "导入"),
    ("export", "出", "导出"),
    ("full_numbers", "号", "查看完整号码"),
    ("chart", "图", "图表"),
)

_KEYS = tuple(sign[0] for sign in _SIGNS)

ROLES = RolesPage(
    title="角色权限",
    crumbs=(HOME, Link(label="角色权限", url="")),
    help="角色在 schema/roles.yaml 中声明，能做什么在各登记的文件中声明。",
    acts=tuple(ActMark(key=key, sign=sign, label=label) for key, sign, label in _SIGNS),
    roles=tuple(
        RoleColumn(
            key=str(n),
            label=label,
            level=level,
            rows=rows,
            holders=n * 3,
            abilities=("查看月度汇总",) if n < 8 else ("管理账号", "授予角色"),
        )
        for n, (label, level, rows) in enumerate(
            (
                ("网格员", "网格", "所辖"),
                ("村(社区)经办人", "村(社区)", "所辖"),
                ("村(社区)负责人", "村(社区)", "所辖"),
                ("镇级经办人", "镇", "所辖"),
                ("部门经办人", "镇", "本部门承办"),
                ("镇领导", "镇", "所辖"),
                ("县级督导员", "县", "所辖"),
                ("县级管理员", "县", "所辖"),
                ("审计管理员", "县", "无业务数据"),
                ("系统管理员", "县", "无业务数据"),
                ("安全管理员", "县", "无业务数据"),
            )
        )
    ),
    groups=(
        (
            "矛盾纠纷",
            tuple(
                RoleRow(
                    label=label,
                    cells=tuple(frozenset(_KEYS[: (n * 3 + k) % 9]) if n < 8 else frozenset() for n in range(11)),
                )
                for k, label in enumerate(("矛盾纠纷", "人民调解委员会", "调解员"))
            ),
        ),
        (
            "应急管理",
            tuple(
                RoleRow(
                    label=label,
                    cells=tuple(frozenset(_KEYS[: (n * 5 + k) % 9]) if n < 8 else frozenset() for n in range(11)),
                )
                for k, label in enumerate(("应急队伍", "队员花名册", "风险隐患台账"))
            ),
        ),
    ),
)

DECLARATIONS = DeclarationsPage(
    title="系统声明",
    crumbs=(HOME, Link(label="系统声明", url="")),
    help="每个登记由一个文件声明，页面、接口、导入导出都由它生成。",
    figures=(("登记", "12"), ("字段", "148"), ("词表", "4"), ("角色", "11")),
    registers=tuple(
        Link(label=label, url="#", current=n == 0)
        for n, label in enumerate(
            ("矛盾纠纷", "当事人", "人民调解委员会", "调解员", "应急队伍", "队员花名册", "风险隐患台账")
        )
    ),
    chosen=DeclaredRegister(
        key="dispute",
        label="矛盾纠纷",
        source="S4 (二)(三)(四); S0 6–9",
        file="schema/entities/dispute.yaml",
        about="矛盾纠纷台账。颜色、时限、层级和承办单位按规则计算，不手填。",
        url="/dispute/list/",
        facts=(
            ("范围", "按字段“发生单位”"),
            ("自称", "{number} {title}"),
            ("参与", "四色升级"),
            ("导入时匹配", "发生单位 + 发现日期 + 标题"),
        ),
        fields=Table(
            columns=tuple(
                Column(key=label, label=label, kind=kind)
                for label, kind in (
                    ("标签", "main"),
                    ("键", "text"),
                    ("类型", "text"),
                    ("必填", "yes_no"),
                    ("说明", "long"),
                )
            ),
            empty=Empty(text="—"),
            rows=tuple(
                Row(
                    id=key,
                    cells=(
                        Cell(kind="main", text=label),
                        Cell(text=key),
                        Cell(text=kind),
                        Cell(kind="yes_no", text="是" if must else "否", tone="success" if must else "plain"),
                        Cell(kind="long", text=about),
                    ),
                )
                for label, key, kind, must, about in (
                    ("编号", "number", "自动编号", False, ""),
                    ("发生单位", "unit", "引用 组织机构", True, "纠纷发生在哪个村(社区)，登记后不变。"),
                    ("标题", "title", "文字，至多 80 字", True, ""),
                    ("涉及金额", "amount", "金额（万元）", False, ""),
                )
            ),
        ),
    ),
)

API = ApiPage(
    title="接口文档",
    crumbs=(HOME, Link(label="接口文档", url="")),
    openapi_url="/data/openapi.json",
    script_url="/fab/js/swagger-ui-bundle.js",
    style_url="/fab/css/swagger/swagger-ui.css",
    help="与页面同样的规则、同样的可见范围、同样的留痕。",
)


def error(status: int) -> ErrorPage:
    """An error page of each kind."""
    title, what, steps = {
        400: (
            "看不懂这个请求",
            "地址里有本页不认识的筛选条件“f.colr.eq”。",
            ("从菜单重新进入列表。", "如果链接来自他人，请对方重新复制。"),
        ),
        403: ("不能这样做", "您的职责不包括作废矛盾纠纷。", ("请村(社区)负责人或镇级经办人办理。",)),
        404: ("找不到这条记录", "记录不存在，或不在您的管辖范围内。", ("从列表中查找。", "核对链接是否完整。")),
        405: ("这里不能这样操作", "这个地址不接受这种请求。", ("从菜单重新进入。",)),
        409: ("别人先保存了", "李样乙在 10:08 保存了这条记录。", ("打开最新内容，再改一次。",)),
        413: ("文件太大", "上传的内容超过 50 MB。", ("压缩照片，或分几次上传。",)),
        429: ("操作太频繁", "一分钟内尝试了太多次。", ("请等一分钟再试。",)),
        500: (
            "系统出错了",
            "出错的情况已记录，您填写的内容没有保存。",
            ("返回上一页再试一次。", "还不行，请把下面的编号告诉管理员。"),
        ),
    }[status]
    return ErrorPage(
        status=status,
        title=title,
        what=what,
        steps=steps,
        acts=(Link(label="回首页", url="/", icon="home"), Link(label="返回列表", url="#")),
        reference="101203-500" if status == 500 else "",
    )
