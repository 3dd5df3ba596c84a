"""Words that the bare pages print for stored keys, written out as a hasty author would."""

COLOURS = {1: "蓝色", 2: "黄色", 3: "橙色", 4: "红色"}
SHADES = {1: "blue", 2: "yellow", 3: "orange", 4: "red"}
LEVELS = {"grid": "网格", "village": "村(社区)", "town": "镇", "county": "县"}
STATES = {"open": "办理中", "resolved": "已化解", "ended": "已终止", "closed": "已结案"}
SOURCES = {"grid": "网格排查", "visit": "来访", "letter": "来信", "police": "110", "hotline": "热线", "online": "网上",
           "referral": "部门移送", "court": "法院委派", "arbitration": "仲裁移送", "opinion": "舆情", "campaign": "集中排查"}
TRENDS = {"falling": "下降", "steady": "平稳", "rising": "上升"}
RISKS = {"emerging": "苗头", "general": "一般", "serious": "较大", "major": "重大"}

#: Name, label, kind of control, choices ("terms" are read from the database), as the form of a dispute has them.
FORM = (
    ("unit", "发生单位", "remote", None), ("title", "标题", "text", None), ("category", "类别", "select", "dispute_category"),
    ("reported_by", "来源", "select", SOURCES), ("found_on", "发现日期", "date", None), ("place", "发生地点", "text", None),
    ("location", "坐标", "text", None), ("description", "简要情况", "long", None),
    ("people_involved", "涉及人数", "number", None),
    ("amount", "涉及金额(万元)", "number", None), ("danger", "有暴力、自伤或民转刑风险", "yes_no", None),
    ("trend", "发展趋势", "select", TRENDS),
    ("risk_level", "风险程度", "select", RISKS), ("lead_department", "责任部门", "remote", None),
    ("lead_leader", "包案领导", "remote", None),
    ("responsible_person", "责任人", "remote", None), ("form_type", "报表类型", "select", "form_type"),
    ("remarks", "备注", "long", None), ("files", "附件", "file", None),
)

#: What the REST list gives of a dispute.
COLUMNS = (
    "id", "version", "number", "unit_id", "title", "category", "form_type", "description", "place", "location_lat",
    "location_lon",
    "reported_by", "found_on", "people_involved", "amount", "danger", "trend", "risk_level", "lead_department_id",
    "lead_leader_id",
    "responsible_person_id", "colour", "base_colour", "added_steps", "steps_by_hand", "due_on", "level", "holder_unit_id",
    "holder_department_id", "status", "stage", "clock_started_on", "registered_on", "graded_under", "step_number", "relapses",
    "method", "outcome", "resolved_on", "agreement", "unresolved_reason", "follow_up_due", "ended_on", "closed_on", "remarks",
)
