"""Registers for the tests: one with a field of every type, and one with all that a register may declare."""

EVERY_KIND = """
=== entities/every_kind.yaml
label: {zh: 各类字段, en: Every kind}
scope: {kind: unit, by: unit}
names_itself: "{title}"
fields:
  number: {type: auto_number, prefix: V, label: {zh: 编号, en: Number}}
  unit: {type: reference, to: unit, where: "level = 'village'", required: true, label: {zh: 单位, en: Unit}}
  title: {type: text, max_length: 80, pinyin: true, required: true, searchable: true, label: {zh: 标题, en: Title}}
  note: {type: long_text, max_length: 500, label: {zh: 说明, en: Note}}
  size: {type: integer, min: 1, max: 9, label: {zh: 人数, en: Size}}
  rate: {type: decimal, places: 3, label: {zh: 比率, en: Rate}}
  amount: {type: money, in: wan, label: {zh: 金额, en: Amount}}
  urgent: {type: yes_no, label: {zh: 紧急, en: Urgent}}
  state:
    type: choice
    label: {zh: 状态, en: State}
    of: {open: {zh: 在办, en: Open, synonyms: [办理中]}, done: {zh: 办结, en: Done}}
  causes: {type: multi_choice, of: {land: {zh: 土地, en: Land}, debt: {zh: 债务, en: Debt}}, label: {zh: 原因, en: Causes}}
  topics: {type: multi_choice, vocabulary: topic, label: {zh: 话题, en: Topics}}
  topic: {type: vocabulary, of: topic, label: {zh: 主话题, en: Main topic}}
  colour: {type: colour, label: {zh: 颜色, en: Colour}}
  visited_on: {type: date, not_future: true, label: {zh: 日期, en: Date}}
  since: {type: partial_date, label: {zh: 始于, en: Since}}
  began: {type: datetime, label: {zh: 开始, en: Began}}
  person: {type: person_name, label: {zh: 姓名, en: Name}}
  id_number: {type: id_number, encrypted: true, label: {zh: 身份证号, en: ID number}}
  phone: {type: phones, label: {zh: 电话, en: Phone}}
  serves: {type: references, to: unit, label: {zh: 兼顾, en: Also serves}}
  code: {type: unit_code, label: {zh: 代码, en: Code}}
  place: {type: geo_point, label: {zh: 坐标, en: Place}}
  files: {type: attachments, accept: [picture], label: {zh: 附件, en: Files}}
list: [number, title]
grants: {village_clerk: clerk}
"""

VISIT = """
=== entities/visit.yaml
label: {zh: 走访, en: Visits}
one: {zh: 走访, en: Visit}
source: S4 三(三)
help: {zh: 入户走访。, en: Calls at homes.}
scope: {kind: unit, by: unit}
names_itself: "{visited_on} {title}"
natural_key: [unit, visited_on, title]
fields:
  unit: {type: reference, to: unit, required: true, default: my_unit, label: {zh: 单位, en: Unit}, synonyms: [村]}
  title: {type: text, max_length: 80, required: true, searchable: true, label: {zh: 事由, en: Title}}
  topic: {type: vocabulary, of: topic, default: land, label: {zh: 话题, en: Topic}}
  visited_on: {type: date, required: true, default: today, label: {zh: 走访日期, en: Visited on}}
  closed_on:
    type: date
    label: {zh: 办结日期, en: Closed on}
    check:
      - {rule: "closed_on is empty or closed_on >= visited_on", message: {zh: 不能早于走访。, en: Not before the visit.}}
  urgent: {type: yes_no, label: {zh: 紧急, en: Urgent}}
  reason: {type: text, label: {zh: 缘由, en: Reason}, required_if: urgent, visible_if: urgent}
  people: {type: integer, max: 50, label: {zh: 人数, en: People}}
  cost: {type: money, label: {zh: 花费, en: Cost}}
  phone: {type: phones, label: {zh: 电话, en: Phone}}
  days_open: {type: integer, min: -100000, computed: "days(visited_on, first(closed_on, today))", label: {zh: 天数, en: Days}}
  result: {type: choice, of: {good: {zh: 好, en: Good}, bad: {zh: 差, en: Bad}}, label: {zh: 结果, en: Result}}
groups:
  what: {label: {zh: 事项, en: What}, fields: [unit, title, topic, visited_on]}
list: [unit, title, visited_on, result]
filters: [unit, topic, visited_on, result]
search_hint: {zh: 事由, en: title}
order: [-visited_on, title]
charts:
  by_topic: {label: {zh: 各话题, en: By topic}, kind: stacked_bar, group_by: topic, stack_by: result}
  by_month: {label: {zh: 各月, en: By month}, kind: bar, group_by: visited_on, bucket: month, measure: people}
import: {match_on: [[unit, visited_on, title]], when_exists: update}
grants: {village_clerk: clerk}
"""
