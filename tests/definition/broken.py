"""One folder of declarations with one mistake for every code; each line says which codes it must give."""

from __future__ import annotations

from app.definition import Pack
from app.words import Words
from tests.writing import SCHEMA

#: A pack that follows a policy nobody has written, and one whose policy does not know the register.
PACKS = (
    Pack(key="weighed", label=Words("称重", "weighed"), needs={"weight": ("integer",)}, policy="weights"),
    Pack(key="coloured", label=Words("分色", "coloured"), needs={}, policy="colours"),
)

_READING = """
=== entities/not_yaml.yaml
label: {zh: 未闭合, en: Unclosed
fields: 3  # D001
=== entities/not_strict.yaml
label: {zh: 一, en: One}
label: {zh: 二, en: Two}  # D002
one: &same {zh: 三, en: Three}  # D003
=== entities/Visit-Log.yaml
label: {zh: 走访, en: Visits}  # D107
scope: {kind: shared}
names_itself: "{name}"
fields: {name: {type: text, label: {zh: 名称, en: Name}}}
list: [name]
grants: {}
=== entities/visits.yml
nobody reads: this file  # D006
=== policies/weights.yaml is missing  # D005
"""

_GRAMMAR = """
=== entities/grammar.yaml
labels: {zh: 走访, en: Visits}  # D101 D102
scope: {kind: everywhere}  # D106
names_itself: 5  # D103
fields:
  name: {type: txt, label: {zh: 名称, en: Name}}  # D110
  note: {type: text, label: {zh: 备注}}  # D104
  size: {type: text, label: {zh: 大小, en: Size}, max_length: 0}  # D105
  Kind: {type: text, label: {zh: 类别, en: Kind}}  # D107
list: [name]
grants: {village_clerk: clerk}
"""

_HEAD = """
label: {zh: 走访, en: Visits}
grants: {village_clerk: clerk}
names_itself: "{name}"
list: [name]
"""

_FIELDS = f"""
=== entities/account.yaml
label: {{zh: 账户, en: Accounts}}  # D237
scope: {{kind: shared}}
grants: {{village_clerk: clerk}}
names_itself: "{{name}}"
list: [name]
fields: {{name: {{type: text, label: {{zh: 名称, en: Name}}}}}}
=== entities/field.yaml{_HEAD}
scope: {{kind: shared}}
fields:
  name: {{type: text, label: {{zh: 名称, en: Name}}, required: true, visible_if: "size > 1"}}  # D232
  version: {{type: text, label: {{zh: 版本, en: Version}}}}  # D204
  spot: {{type: geo_point, label: {{zh: 地点, en: Spot}}}}
  spot_lat: {{type: text, label: {{zh: 纬度, en: Latitude}}}}  # D205
  size: {{type: integer, min: 9, max: 3, label: {{zh: 大小, en: Size}}}}  # D227
  topic: {{type: vocabulary, of: topics, label: {{zh: 话题, en: Topic}}}}  # D214
  day: {{type: date, encrypted: true, label: {{zh: 日期, en: Day}}}}  # D218
  many: {{type: integer, default: few, label: {{zh: 数量, en: Number}}}}  # D219
  double: {{type: integer, computed: "size + 1", unique: true, label: {{zh: 加一, en: Plus one}}}}  # D221
  triple: {{type: integer, computed: "double + 1", label: {{zh: 加二, en: Plus two}}}}  # D231
  old: {{type: text, was: size, label: {{zh: 旧名, en: Old}}}}  # D224
  none: {{type: choice, of: {{}}, label: {{zh: 无选项, en: No options}}}}  # D226
  phone: {{type: phones, searchable: true, label: {{zh: 电话, en: Phone}}}}  # D229
  call: {{type: text, label: {{zh: 通话, en: Phone}}}}  # D230
  kept: {{type: integer, kept_by: weighed, label: {{zh: 系统填, en: Kept}}}}  # D228
  place: {{type: reference, to: unit, follows: size, label: {{zh: 地方, en: Place}}}}  # D235
  shade: {{type: colour, counts_while: {{size: [small]}}, label: {{zh: 颜色, en: Colour}}}}  # D238
  other: {{type: reference, to: units, label: {{zh: 其他, en: Other}}}}  # D201
=== entities/list.yaml
label: {{zh: 清单, en: List}}
scope: {{kind: shared}}
names_itself: "{{phone}}"  # D222
fields:
  name: {{type: text, label: {{zh: 名称, en: Name}}}}
  phone: {{type: phones, label: {{zh: 电话, en: Phone}}}}
  secret: {{type: text, encrypted: true, label: {{zh: 密文, en: Secret}}}}
  pause_cause: {{type: choice, kept_by: weighed, of: {{away: {{zh: 外出, en: Away}}}}, label: {{zh: 原因, en: Cause}}}}
list: [nmae]  # D203
filters: [phone]  # D210
order: [name]  # D215
natural_key: [secret]  # D233
parent: name  # D223
groups:
  first: {{label: {{zh: 一, en: One}}, fields: [name, phone]}}
  again: {{label: {{zh: 二, en: Two}}, fields: [name]}}  # D220
children:
  rows: {{label: {{zh: 下级, en: Rows}}, register: unit, by: parent}}  # D212
charts:
  by_name: {{label: {{zh: 图, en: Chart}}, kind: bar, group_by: name}}  # D211
  stacked: {{label: {{zh: 图, en: Chart}}, kind: stacked_bar, group_by: name}}  # D211 D213
behaves: [weighs, weighed, coloured]  # D216 D217 D236
grants: {{village_clerk: clerk}}
=== entities/nameless.yaml
label: {{zh: 无名, en: Nameless}}
scope: {{kind: unit, by: name}}  # D206
names_itself: nothing  # D234
fields: {{name: {{type: text, label: {{zh: 名称, en: Name}}}}}}
list: [name]
grants: {{village_clerk: clerk}}
=== entities/east.yaml{_HEAD}
scope: {{kind: through, by: west}}  # D225
fields:
  name: {{type: text, label: {{zh: 名称, en: Name}}}}
  west: {{type: reference, to: west, required: true, label: {{zh: 西, en: West}}}}
=== entities/west.yaml{_HEAD}
scope: {{kind: through, by: east}}  # D225
fields:
  name: {{type: text, label: {{zh: 名称, en: Name}}}}
  east: {{type: reference, to: east, required: true, label: {{zh: 东, en: East}}}}
=== entities/zone.yaml{_HEAD}
scope: {{kind: tree}}  # D207 D208 D209
fields:
  code: {{type: unit_code, label: {{zh: 代码, en: Code}}}}
  name: {{type: text, label: {{zh: 名称, en: Name}}}}
  level: {{type: choice, of: {{a: {{zh: 甲, en: A}}}}, label: {{zh: 层级, en: Level}}}}
  parent: {{type: reference, to: zone, label: {{zh: 上级, en: Parent}}}}
  valid_from: {{type: date, label: {{zh: 启用, en: From}}}}
  valid_to: {{type: date, label: {{zh: 停用, en: To}}}}
"""

_ENTERING = """
=== entities/entered.yaml
label: {zh: 登记, en: Entered}
scope: {kind: shared}
names_itself: "{name}"
fields:
  name: {type: text, required: true, label: {zh: 名称, en: Name}}
  size: {type: integer, computed: "1", label: {zh: 大小, en: Size}}
  day: {type: date, label: {zh: 日期, en: Day}}
list: [name]
quick:  # D242
- size  # D241
duplicates: {same: [day], overlap: [size], date: day, days: 30}  # D243 D243 D243
grants: {village_clerk: clerk}
"""

_ACCESS = """
=== entities/granted.yaml
label: {zh: 授权, en: Granted}
scope: {kind: shared}
names_itself: "{name}"
fields: {name: {type: text, label: {zh: 名称, en: Name}}}
list: [name]
grants:
  village_clark: clerk  # D301
  village_clerk: [raed]  # D302
  town_clerk: clark  # D303
  town_leader: [read, chart]  # D307
  auditor: [read]  # D308
=== roles.yaml
sets: {clerk: [read, create, edit]}
roles:
  village_clerk: {label: {zh: 村, en: Village}, level: village, rows: subtree, abilities: [fly]}  # D304
  town_clerk: {label: {zh: 镇, en: Town}, level: town, rows: subtree, excludes: [mayor]}  # D305
  town_leader: {label: {zh: 领导, en: Leader}, rows: subtree}  # D306
  auditor: {label: {zh: 审计, en: Auditor}, rows: none}
=== menu.yaml
groups:
  work:
    label: {zh: 工作, en: Work}
    icon: house
    entries:
      - {page: home}
      - {}  # D111
      - {register: untis}  # D311
      - {page: hone}  # D312
      - {page: home}  # D313
=== vocabularies/topic.yaml
label: {zh: 话题, en: Topics}
attributes: {lead: {zh: 牵头, en: Lead}}
terms:
  land: {zh: 土地, en: Land, attributes: {led: justice}}  # D320
"""

_RULES = f"""
=== entities/ruled.yaml
label: {{zh: 规则, en: Ruled}}
scope: {{kind: shared}}
names_itself: "{{title}}"
list: [title]
grants: {{village_clerk: clerk}}
children: {{rows: {{label: {{zh: 下级, en: Rows}}, register: row, by: ruled}}}}
fields:
  title: {{type: text, label: {{zh: 标题, en: Title}}}}
  size: {{type: integer, label: {{zh: 大小, en: Size}}}}
  spent: {{type: money, label: {{zh: 花费, en: Spent}}}}
  rate: {{type: decimal, places: 6, max: 1000000000, label: {{zh: 比率, en: Rate}}}}
  due: {{type: date, label: {{zh: 期限, en: Due}}}}
  urgent: {{type: yes_no, label: {{zh: 紧急, en: Urgent}}}}
  status: {{type: choice, of: {{open: {{zh: 开, en: Open}}, shut: {{zh: 关, en: Shut}}}}, label: {{zh: 状态, en: Status}}}}
  season: {{type: choice, of: {{dry: {{zh: 旱, en: Dry}}, wet: {{zh: 雨, en: Wet}}}}, label: {{zh: 季节, en: Season}}}}
  began: {{type: datetime, label: {{zh: 开始, en: Began}}}}
  ended: {{type: datetime, label: {{zh: 结束, en: Ended}}}}
  r01: {{type: text, visible_if: "size >", label: {{zh: 规01, en: R01}}}}  # E001
  r02: {{type: text, visible_if: "{'(' * 9}size{')' * 9} > 3", label: {{zh: 规02, en: R02}}}}  # E002
  r03: {{type: text, required_if: "sise > 3", label: {{zh: 规03, en: R03}}}}  # E003
  r04: {{type: text, visible_if: "count(row) > 3", label: {{zh: 规04, en: R04}}}}  # E004
  r05: {{type: text, visible_if: "rows is empty", label: {{zh: 规05, en: R05}}}}  # E005
  r06: {{type: text, visible_if: "lenght(title) > 3", label: {{zh: 规06, en: R06}}}}  # E006
  r07: {{type: text, visible_if: "days(due) > 3", label: {{zh: 规07, en: R07}}}}  # E007
  r08: {{type: text, visible_if: "length(size) > 3", label: {{zh: 规08, en: R08}}}}  # E008
  r09: {{type: text, visible_if: "size = '3'", label: {{zh: 规09, en: R09}}}}  # E009
  r10: {{type: text, visible_if: "title < 'b'", label: {{zh: 规10, en: R10}}}}  # E010
  r11: {{type: text, visible_if: "status = 'opne'", label: {{zh: 规11, en: R11}}}}  # E011
  r12: {{type: text, visible_if: "size", label: {{zh: 规12, en: R12}}}}  # E012
  r13: {{type: text, visible_if: "size + title = 3", label: {{zh: 规13, en: R13}}}}  # E013
  r14: {{type: text, visible_if: "size * spent = 3", label: {{zh: 规14, en: R14}}}}  # E014
  r15: {{type: text, visible_if: "size * 0.000000001 = 0", label: {{zh: 规15, en: R15}}}}  # E015
  r16: {{type: text, visible_if: "size * 9000 + size * 9000000 = rate", label: {{zh: 规16, en: R16}}}}  # E016
  r17: {{type: text, visible_if: "due + 30.5 days < today", label: {{zh: 规17, en: R17}}}}  # E017
  r18: {{type: text, visible_if: "due + 30 < today", label: {{zh: 规18, en: R18}}}}  # E018
  r19: {{type: text, visible_if: "'land' in title", label: {{zh: 规19, en: R19}}}}  # E019
  r20: {{type: text, visible_if: "(if urgent then 1 else 'a') = 1", label: {{zh: 规20, en: R20}}}}  # E020
  r21: {{type: text, visible_if: "title = ''", label: {{zh: 规21, en: R21}}}}  # E021
  r22: {{type: text, visible_if: "due < 2021-02-29", label: {{zh: 规22, en: R22}}}}  # E022
  r23: {{type: text, visible_if: "first(began, ended) is empty", label: {{zh: 规23, en: R23}}}}  # E023
  r24: {{type: text, visible_if: "status = season", label: {{zh: 规24, en: R24}}}}  # E024
  r25: {{type: date, computed: "size + 1", label: {{zh: 规25, en: R25}}}}  # E025
=== entities/row.yaml{_HEAD}
scope: {{kind: shared}}
fields:
  name: {{type: text, label: {{zh: 名称, en: Name}}}}
  ruled: {{type: reference, to: ruled, label: {{zh: 上级, en: Parent}}}}
"""

_COLOUR = "word: {zh: 级, en: grade}, handled_by: {zh: 村, en: village}, handler: {value: village, source: ours}"

_TOLD = '{zh: "{value}", en: "{value}"}'

_POLICIES = f"""
=== policies/next_year.yaml
policy: colours
words: {{zh: 四色, en: Colours}}
from: "2027-01-01"
to: "2026-01-01"  # D406
until: "2027-01-01"  # D402
sources: {{ours: {{zh: 默认, en: default}}}}
scale:
  blue: {{zh: 蓝, en: blue}}
  yellow: {{zh: 黄, en: yellow}}
  orange: {{zh: 橙, en: orange}}
  red: {{zh: 红}}  # D403
registers:
  visit:
    words: {{zh: 走访, en: visits}}
    colours:
      blue: {{{_COLOUR}}}
      yellow: {{{_COLOUR}}}
      orange: {{{_COLOUR}, days: {{value: 3, source: theirs}}}}  # D407
      red: {{{_COLOUR.replace("village,", "nation,")}}}  # D404
    lines:  # D409
      - {{key: size, words: {{zh: 大小, en: size}}, fact: size, source: ours, reason: {{zh: 大, en: big}}}}  # D408
      - key: size
        words: {{zh: 大小, en: size}}
        fact: size
        source: ours
        reason: {{zh: "共 {{value}}", en: all of them}}  # D410
        at_least: {{blue: 3, yellow: 3}}  # D405
    by_hand: {{fact: by_hand, raised: {_TOLD}, lowered: {_TOLD}}}  # D401
    overdue: {{fact: late, source: ours, reason: {_TOLD}, red_goes_to: {{value: county, source: ours}}}}
=== policies/half_years.yaml
policy: periods
words: {{zh: 周期, en: Periods}}
from: "2028-01-01"
sources: {{ours: {{zh: 默认, en: default}}}}
periods:
  half_month: {{words: {{zh: 半月, en: half-month}}}}
  week: {{words: {{zh: 周, en: week}}, due: {{source: ours}}}}  # D411
  month: {{words: {{zh: 月, en: month}}}}
  two_months: {{words: {{zh: 两月, en: two months}}}}
  quarter: {{words: {{zh: 季, en: quarter}}}}
  half_year: {{words: {{zh: 半年, en: half-year}}}}
  year: {{words: {{zh: 年, en: year}}}}
=== policies/course_of_2028.yaml
policy: course
words: {{zh: 办理, en: Course}}
from: "2028-01-01"
sources: {{ours: {{zh: 默认, en: default}}}}
pause_causes: {{}}
transfer: {{answer_days: {{value: 1, source: ours}}}}
supervision: {{answer_days: {{value: 3, source: ours}}}}
reviews: {{put_right_days: {{value: 15, source: ours}}}}
follow_ups: {{ahead_days: {{value: 7, source: ours}}, rounds: []}}
cards:  # D415
  yellow: {{words: {{zh: 黄牌, en: yellow}}, misses: {{value: 2, source: ours}}}}
  red: {{words: {{zh: 红牌, en: red}}, misses: {{value: 1, source: ours}}}}
=== policies/course_of_2029.yaml
policy: course
words: {{zh: 办理, en: Course}}
from: "2029-01-01"
sources: {{ours: {{zh: 默认, en: default}}}}
pause_causes:
  holiday: {{words: {{zh: 休假, en: Holiday}}, source: ours}}  # D240
transfer: {{answer_days: {{value: 1, source: ours}}}}
supervision: {{answer_days: {{value: 3, source: ours}}}}
reviews: {{put_right_days: {{value: 15, source: ours}}}}
follow_ups: {{ahead_days: {{value: 7, source: ours}}, rounds: []}}
cards:
  yellow: {{words: {{zh: 黄牌, en: yellow}}, misses: {{value: 1, source: ours}}}}
  red: {{words: {{zh: 红牌, en: red}}, misses: {{value: 2, source: ours}}}}
=== vocabularies/department_function.yaml
label: {{zh: 职能, en: Functions}}
terms: {{peace: {{zh: 平安, en: Peace}}}}
=== policies/routing_of_2028.yaml
policy: routing
words: {{zh: 分派, en: Routing}}
from: "2028-01-01"
sources: {{ours: {{zh: 默认, en: default}}}}
instead:
  - {{function: peaze, source: ours}}  # D239
=== policies/returns_of_2028.yaml
policy: returns
words: {{zh: 报送, en: Returns}}
from: "2028-01-01"
sources: {{ours: {{zh: 默认, en: default}}}}
resubmit_days: {{value: 1, source: ours}}
returns:
  sweep:
    words: {{zh: 排查, en: Sweep}}
    period: month
    owed_by:
      - {{of: town}}  # D414
    source: ours
daily: {{}}
at_once: {{words: {{zh: 突发, en: at once}}, first_report_hours: {{value: 1, source: ours}}}}
=== policies/periods.yaml
{(SCHEMA / "policies" / "periods.yaml").read_text(encoding="utf-8")}
=== policies/periods_again.yaml
policy: periods  # D412
{(SCHEMA / "policies" / "periods.yaml").read_text(encoding="utf-8").partition("policy: periods")[2].lstrip()}
=== policies/colours.yaml
{(SCHEMA / "policies" / "colours.yaml").read_text(encoding="utf-8")}
"""

BROKEN = "".join((_READING, _GRAMMAR, _FIELDS, _ENTERING, _ACCESS, _RULES, _POLICIES))
