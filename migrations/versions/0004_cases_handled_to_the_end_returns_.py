"""cases handled to the end, returns, notices, policies

- dispute：去掉索引 (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, resolved_on, void_at)。
  dispute: indexes go: (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, resolved_on, void_at).
- 新登记簿“专项行动”(campaign)：建表，14 个字段。
  New register 'Campaigns' (campaign): a table with 14 fields.
- 新登记簿“诉讼指标”(court_figures)：建表，10 个字段。
  New register 'Court figures' (court_figures): a table with 10 fields.
- “矛盾纠纷”的多项引用“assisting_departments”：建关联表 dispute__assisting_departments。
  Many references 'assisting_departments' of 'Disputes': a link table dispute__assisting_departments.
- “矛盾纠纷”的多项引用“assisting_units”：建关联表 dispute__assisting_units。
  Many references 'assisting_units' of 'Disputes': a link table dispute__assisting_units.
- 新登记簿“回头看”(follow_up)：建表，10 个字段。
  New register 'Follow-ups' (follow_up): a table with 10 fields.
- “风险隐患台账”的多项引用“assisting_departments”：建关联表 hazard__assisting_departments。
  Many references 'assisting_departments' of 'Hazards': a link table hazard__assisting_departments.
- “风险隐患台账”的多项引用“assisting_units”：建关联表 hazard__assisting_units。
  Many references 'assisting_units' of 'Hazards': a link table hazard__assisting_units.
- 新登记簿“节假日与调休”(holiday)：建表，4 个字段。
  New register 'Holidays' (holiday): a table with 4 fields.
- 新登记簿“治安重点”(hotspot)：建表，19 个字段。
  New register 'Hot spots' (hotspot): a table with 19 fields.
- 新登记簿“解纷平台”(mediation_venue)：建表，19 个字段。
  New register 'Mediation venues' (mediation_venue): a table with 19 fields.
- 新登记簿“会议会商”(meeting)：建表，16 个字段。
  New register 'Meetings' (meeting): a table with 16 fields.
- 新建系统表 notice_read。
  New system table notice_read.
- 新建系统表 outbox_message。
  New system table outbox_message.
- 新登记簿“巡查检查”(patrol)：建表，15 个字段。
  New register 'Patrols' (patrol): a table with 15 fields.
- 新登记簿“报送任务”(periodic_return)：建表，16 个字段。
  New register 'Returns owed' (periodic_return): a table with 16 fields.
- 新登记簿“信访事项”(petition)：建表，28 个字段。
  New register 'Petitions' (petition): a table with 28 fields.
- 新建系统表 policy_version。
  New system table policy_version.
- 新登记簿“接访与值班受理”(reception_log)：建表，11 个字段。
  New register 'Daily reception' (reception_log): a table with 11 fields.
- 新建系统表 return_correction。
  New system table return_correction.
- 新建系统表 return_row。
  New system table return_row.
- 新建系统表 return_step。
  New system table return_step.
- 新登记簿“稳定风险评估”(risk_assessment)：建表，19 个字段。
  New register 'Stability risk assessments' (risk_assessment): a table with 19 fields.
- 新登记簿“工作专班”(special_team)：建表，16 个字段。
  New register 'Special teams' (special_team): a table with 16 fields.
- 新登记簿“帮扶疏导”(support_measure)：建表，10 个字段。
  New register 'Support' (support_measure): a table with 10 fields.
- 新登记簿“三色预警”(village_warning)：建表，13 个字段。
  New register 'Village warnings' (village_warning): a table with 13 fields.
- 新登记簿“分析研判”(analysis_report)：建表，20 个字段。
  New register 'Analysis reports' (analysis_report): a table with 20 fields.
- “专项行动”的多项引用“departments”：建关联表 campaign__departments。
  Many references 'departments' of 'Campaigns': a link table campaign__departments.
- 新登记簿“评查与复盘”(case_review)：建表，19 个字段。
  New register 'Case reviews' (case_review): a table with 19 fields.
- “会议会商”的多项引用“disputes”：建关联表 meeting__disputes。
  Many references 'disputes' of 'Meetings': a link table meeting__disputes.
- “会议会商”的多项引用“petitions”：建关联表 meeting__petitions。
  Many references 'petitions' of 'Meetings': a link table meeting__petitions.
- 新登记簿“会议决定事项”(meeting_decision)：建表，10 个字段。
  New register 'Decisions of meetings' (meeting_decision): a table with 10 fields.
- 新建系统表 outbox。
  New system table outbox.
- 新登记簿“接访事项”(reception_matter)：建表，9 个字段。
  New register 'Matters received' (reception_matter): a table with 9 fields.
- “稳定风险评估”的多项引用“disputes”：建关联表 risk_assessment__disputes。
  Many references 'disputes' of 'Stability risk assessments': a link table risk_assessment__disputes.
- “工作专班”的多项引用“departments”：建关联表 special_team__departments。
  Many references 'departments' of 'Special teams': a link table special_team__departments.
- “工作专班”的多项引用“disputes”：建关联表 special_team__disputes。
  Many references 'disputes' of 'Special teams': a link table special_team__disputes.
- 新登记簿“专班成员”(special_team_member)：建表，6 个字段。
  New register 'Members of special teams' (special_team_member): a table with 6 fields.
- 新登记簿“督办与问责”(supervision)：建表，24 个字段。
  New register 'Supervision' (supervision): a table with 24 fields.
- 新登记簿“排查活动”(sweep)：建表，17 个字段。
  New register 'Sweeps' (sweep): a table with 17 fields.
- “分析研判”的多项引用“concentrated_cases”：建关联表 analysis_report__concentrated_cases。
  Many references 'concentrated_cases' of 'Analysis reports': a link table analysis_report__concentrated_cases.
- “分析研判”的多项引用“upward_cases”：建关联表 analysis_report__upward_cases。
  Many references 'upward_cases' of 'Analysis reports': a link table analysis_report__upward_cases.
- 新登记簿“法治宣传与培训”(legal_publicity)：建表，15 个字段。
  New register 'Legal publicity' (legal_publicity): a table with 15 fields.
- “会议决定事项”的多项引用“units”：建关联表 meeting_decision__units。
  Many references 'units' of 'Decisions of meetings': a link table meeting_decision__units.
- 新登记簿“督办答复”(supervision_answer)：建表，8 个字段。
  New register 'Answers to supervision' (supervision_answer): a table with 8 fields.
- account：新系统列 mail_to。
  account: a new system column mail_to.
- case_step：新系统列 told_unit_id。
  case_step: a new system column told_unit_id.
- case_step：新系统列 told_department_id。
  case_step: a new system column told_department_id.
- case_step：新系统列 said。
  case_step: a new system column said.
- “矛盾纠纷”的“专项行动”(campaign)：新字段。
  'Disputes': 'Campaign' (campaign) is a new field.
- “矛盾纠纷”的“暂停计时自”(paused_at)：新字段。
  'Disputes': 'Paused since' (paused_at) is a new field.
- “矛盾纠纷”的“暂停原因”(pause_cause)：新字段。
  'Disputes': 'Cause of the pause' (pause_cause) is a new field.
- “矛盾纠纷”的“进展计日起点”(progress_from)：新字段。
  'Disputes': 'Progress counted from' (progress_from) is a new field.
- “矛盾纠纷”的“应报进展日”(progress_due)：新字段。
  'Disputes': 'Progress due' (progress_due) is a new field.
- “矛盾纠纷”的“连续未报进展次数”(progress_missed)：新字段。
  'Disputes': 'Progress missed in a row' (progress_missed) is a new field.
- “矛盾纠纷”的“未报进展累计”(cards)：新字段。
  'Disputes': 'Progress missed in all' (cards) is a new field.
- “矛盾纠纷”的“转办时间”(offered_at)：新字段。
  'Disputes': 'Offered at' (offered_at) is a new field.
- “矛盾纠纷”的“转办单位”(offered_unit)：新字段。
  'Disputes': 'Offered to' (offered_unit) is a new field.
- “矛盾纠纷”的“转办部门”(offered_department)：新字段。
  'Disputes': 'Department offered to' (offered_department) is a new field.
- “矛盾纠纷”的“接收时限”(offer_due)：新字段。
  'Disputes': 'To be answered by' (offer_due) is a new field.
- “矛盾纠纷”的“外单位承办”(guest_unit)：新字段。
  'Disputes': 'Held by a unit from outside' (guest_unit) is a new field.
- “矛盾纠纷”的“定级时间”(coloured_at)：新字段。
  'Disputes': 'Colour reached at' (coloured_at) is a new field.
- “矛盾纠纷”的“报告县级时间”(county_told_at)：新字段。
  'Disputes': 'County told at' (county_told_at) is a new field.
- “矛盾纠纷”的“三定一包完成时间”(planned_at)：新字段。
  'Disputes': 'Plan complete at' (planned_at) is a new field.
- “风险隐患台账”的“隐患级别”(severity)：新字段。
  'Hazards': 'Severity' (severity) is a new field.
- “风险隐患台账”的“评定等级”(base_colour)：新字段。
  'Hazards': 'Graded colour' (base_colour) is a new field.
- “风险隐患台账”的“超期升级次数”(added_steps)：新字段。
  'Hazards': 'Overdue steps' (added_steps) is a new field.
- “风险隐患台账”的“人工调整”(steps_by_hand)：新字段。
  'Hazards': 'Steps by hand' (steps_by_hand) is a new field.
- “风险隐患台账”的“办理层级”(level)：去掉选项 general、serious、major，增加选项 grid、village、town、county。
  'Hazards': 'Level' (level): choices removed: general, serious, major, choices added: grid, village, town, county.
- “风险隐患台账”的“承办单位”(holder_unit)：新字段。
  'Hazards': 'Held by' (holder_unit) is a new field.
- “风险隐患台账”的“承办部门”(holder_department)：新字段。
  'Hazards': 'Holding department' (holder_department) is a new field.
- “风险隐患台账”的“状态”(status)：去掉选项 found、assigned、rectifying、verifying、struck_off，增加选项 open、closed。
  'Hazards': 'Status' (status): choices removed: found, assigned, rectifying, verifying, struck_off, choices added: open, closed.
- “风险隐患台账”的“闭环状态”(stage)：新字段。
  'Hazards': 'Stage' (stage) is a new field.
- “风险隐患台账”的“计时起点”(clock_started_on)：新字段。
  'Hazards': 'Clock started on' (clock_started_on) is a new field.
- “风险隐患台账”的“登记时间”(registered_on)：新字段。
  'Hazards': 'Registered on' (registered_on) is a new field.
- “风险隐患台账”的“步骤号”(step_number)：新字段。
  'Hazards': 'Step number' (step_number) is a new field.
- “风险隐患台账”的“转办时间”(offered_at)：新字段。
  'Hazards': 'Offered at' (offered_at) is a new field.
- “风险隐患台账”的“转办单位”(offered_unit)：新字段。
  'Hazards': 'Offered to' (offered_unit) is a new field.
- “风险隐患台账”的“转办部门”(offered_department)：新字段。
  'Hazards': 'Department offered to' (offered_department) is a new field.
- “风险隐患台账”的“接收时限”(offer_due)：新字段。
  'Hazards': 'To be answered by' (offer_due) is a new field.
- “风险隐患台账”的“外单位承办”(guest_unit)：新字段。
  'Hazards': 'Held by a unit from outside' (guest_unit) is a new field.
- notice.step_id：nullable False → True。
  notice.step_id: nullable False → True.
- notice：新系统列 register。
  notice: a new system column register.
- notice：新系统列 record_id。
  notice: a new system column record_id.
- notice：新系统列 kind。
  notice: a new system column kind.
- notice：新系统列 due_on。
  notice: a new system column due_on.
- notice：新系统列 key。
  notice: a new system column key.
- “风险隐患台账”的“隐患级别”(severity)：必填。
  'Hazards': 'Severity' (severity) must be filled.
- “风险隐患台账”的“办理时限”(due_on)：必填。
  'Hazards': 'Due on' (due_on) must be filled.
- “风险隐患台账”的“办理层级”(level)：可以不填。
  'Hazards': 'Level' (level) may be empty.
- “风险隐患台账”的“状态”(status)：可以不填。
  'Hazards': 'Status' (status) may be empty.
- dispute：新索引 (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, paused_at, resolved_on, void_at)、(offer_due, id)、(progress_due, id)、(campaign_id)、(guest_unit_id)、(offered_department_id)、(offered_unit_id)。
  dispute: new indexes: (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, paused_at, resolved_on, void_at), (offer_due, id), (progress_due, id), (campaign_id), (guest_unit_id), (offered_department_id), (offered_unit_id).
- hazard：新索引 (county_id, due_on, colour, kind, village_id, town_id, clock_started_on, verified_on, void_at)、(county_id, found_on, colour, kind, village_id, town_id, level, verified_on, void_at)、(offer_due, id)、(verified_on, county_id, found_on, colour, kind, village_id, town_id, level, due_on, added_steps, void_at)、(county_id, due_on, id)、(county_id, stage, void_at)、(guest_unit_id)、(holder_department_id)、(holder_unit_id)、(offered_department_id)、(offered_unit_id)、(town_id, due_on, id)。
  hazard: new indexes: (county_id, due_on, colour, kind, village_id, town_id, clock_started_on, verified_on, void_at), (county_id, found_on, colour, kind, village_id, town_id, level, verified_on, void_at), (offer_due, id), (verified_on, county_id, found_on, colour, kind, village_id, town_id, level, due_on, added_steps, void_at), (county_id, due_on, id), (county_id, stage, void_at), (guest_unit_id), (holder_department_id), (holder_unit_id), (offered_department_id), (offered_unit_id), (town_id, due_on, id).
- notice：新索引 (at)。
  notice: new indexes: (at).
- notice (key)：不得重复。
  notice (key): unique.
- “分析研判”：建检索索引（author, signed_by）。
  'Analysis reports': a search index over author, signed_by.
- “专项行动”：建检索索引（name）。
  'Campaigns': a search index over name.
- “评查与复盘”：建检索索引（title）。
  'Case reviews': a search index over title.
- “回头看”：建检索索引（done_by）。
  'Follow-ups': a search index over done_by.
- “节假日与调休”：建检索索引（name, source）。
  'Holidays': a search index over name, source.
- “治安重点”：建检索索引（title, place, responsible）。
  'Hot spots': a search index over title, place, responsible.
- “法治宣传与培训”：建检索索引（title, place, speaker）。
  'Legal publicity': a search index over title, place, speaker.
- “解纷平台”：建检索索引（name, place, keeper）。
  'Mediation venues': a search index over name, place, keeper.
- “会议会商”：建检索索引（title, chair）。
  'Meetings': a search index over title, chair.
- “会议决定事项”：建检索索引（content）。
  'Decisions of meetings': a search index over content.
- “巡查检查”：建检索索引（place, patrolled_by）。
  'Patrols': a search index over place, patrolled_by.
- “报送任务”：建检索索引（title）。
  'Returns owed': a search index over title.
- “信访事项”：建检索索引（number, outer_number, title）。
  'Petitions': a search index over number, outer_number, title.
- “接访事项”：建检索索引（matter）。
  'Matters received': a search index over matter.
- “稳定风险评估”：建检索索引（matter）。
  'Stability risk assessments': a search index over matter.
- “工作专班”：建检索索引（name）。
  'Special teams': a search index over name.
- “督办与问责”：建检索索引（number, subject, issued_by）。
  'Supervision': a search index over number, subject, issued_by.
- “排查活动”：建检索索引（title, leader）。
  'Sweeps': a search index over title, leader.
- “三色预警”：建检索索引（responsible）。
  'Village warnings': a search index over responsible.
- policy_version 只增不改：数据库拒绝修改和删除。
  policy_version is append-only: the database refuses changes.
- return_correction 只增不改：数据库拒绝修改和删除。
  return_correction is append-only: the database refuses changes.
- return_step 只增不改：数据库拒绝修改和删除。
  return_step is append-only: the database refuses changes.
- supervision_answer 只增不改：数据库拒绝修改和删除。
  supervision_answer is append-only: the database refuses changes.

Revision 0004, after 0003; written on 2026-11-22.
"""

import datetime

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

from app.model import migration_steps as steps  # noqa: F401
from app.model.append_only import transaction_number  # noqa: F401

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


#: By rank of the colour: days until progress is owed (rules.md §1), and days that a hazard has.
_PROGRESS, _DAYS = {2: 7, 3: 3, 4: 1}, {1: 15, 2: 15, 3: 7, 4: 3}


def _today() -> datetime.date:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=8)).date()


def _fill_notices() -> None:
    """What a notice is of stood in its line of the log."""
    for name in ("register", "record_id", "kind"):
        op.execute(f"UPDATE notice SET {name} = (SELECT {name} FROM case_step WHERE case_step.id = notice.step_id)")


def _fill_disputes() -> None:
    """Progress is owed from the day of the upgrade on: nobody gets a card for what nobody asked."""
    today = _today()
    for colour, days in _PROGRESS.items():
        op.execute(sa.text("UPDATE dispute SET progress_from = :today, progress_due = :due, progress_missed = 0, cards = 0 "
                           "WHERE status = 'open' AND void_at IS NULL AND colour = :colour").bindparams(
            sa.bindparam("today", today, sa.Date()), sa.bindparam("due", today + datetime.timedelta(days=days), sa.Date()),
            colour=colour))


def _fill_hazards() -> None:
    """The level of a hazard is its severity now, its status its stage; who holds it follows from the colour.

    An open one that is late gets its days anew from the upgrade on: until now nothing climbed.
    """
    today = _today()
    op.execute("UPDATE hazard SET severity = level, stage = status, base_colour = colour, added_steps = 0, steps_by_hand = 0, "
               "step_number = 0, registered_on = found_on, clock_started_on = found_on, due_on = coalesce(due_on, found_on)")
    op.execute("UPDATE hazard SET level = CASE WHEN colour >= 3 OR village_id IS NULL THEN 'town' ELSE 'village' END, "
               "status = CASE WHEN stage = 'struck_off' THEN 'closed' ELSE 'open' END")
    op.execute("UPDATE hazard SET holder_unit_id = CASE WHEN level = 'town' THEN coalesce(town_id, unit_id) ELSE village_id END, "
               "holder_department_id = CASE WHEN level = 'town' THEN lead_department_id END, "
               "verified_on = CASE WHEN status = 'closed' THEN coalesce(verified_on, due_on) END")
    for colour, days in _DAYS.items():
        op.execute(sa.text("UPDATE hazard SET clock_started_on = :today, due_on = :due "
                           "WHERE status = 'open' AND void_at IS NULL AND colour = :colour AND due_on < :today").bindparams(
            sa.bindparam("today", today, sa.Date()), sa.bindparam("due", today + datetime.timedelta(days=days), sa.Date()),
            colour=colour))


def upgrade() -> None:
    # dispute：去掉索引 (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, resolved_on, void_at)。
    op.drop_index("ix_dispute_by_ended", table_name="dispute")
    # 新登记簿“专项行动”(campaign)：建表，14 个字段。
    op.create_table("campaign",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_campaign_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("document", sa.String(60)),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_campaign_lead_department_id"), nullable=False),
        sa.Column("aim", sa.String(1000)),
        sa.Column("coverage", sa.String(1000)),
        sa.Column("target", sa.BigInteger()),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("summary", sa.String(2000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_index("ix_campaign_county_id_from_on_id", "campaign", ["county_id", "from_on", "id"])
    op.create_index("ix_campaign_county_id_name_id", "campaign", ["county_id", "name", "id"])
    op.create_index("ix_campaign_grid_id", "campaign", ["grid_id"])
    op.create_index("ix_campaign_lead_department_id", "campaign", ["lead_department_id"])
    op.create_index("ix_campaign_one_unit_id_name", "campaign", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_campaign_town_id_from_on_id", "campaign", ["town_id", "from_on", "id"])
    op.create_index("ix_campaign_town_id_name_id", "campaign", ["town_id", "name", "id"])
    op.create_index("ix_campaign_unit_id", "campaign", ["unit_id"])
    op.create_index("ix_campaign_village_id_from_on_id", "campaign", ["village_id", "from_on", "id"])
    # 新登记簿“诉讼指标”(court_figures)：建表，10 个字段。
    op.create_table("court_figures",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_court_figures_unit_id"), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.String(40), nullable=False),
        sa.Column("first_instance", sa.BigInteger(), nullable=False),
        sa.Column("diverted", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger()),
        sa.Column("confirmed", sa.BigInteger()),
        sa.Column("provided_by_id", steps.ID, sa.ForeignKey("department.id", name="fk_court_figures_provided_by_id")),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_court_figures"),
    )
    op.create_index("ix_court_figures_county_id_first_instance_id", "court_figures", ["county_id", "first_instance", "id"])
    op.create_index("ix_court_figures_county_id_month_id", "court_figures", ["county_id", "month", "id"])
    op.create_index("ix_court_figures_county_id_year_id", "court_figures", ["county_id", "year", "id"])
    op.create_index("ix_court_figures_county_id_year_month_diverted_void_at", "court_figures", ["county_id", "year", "month", "diverted", "void_at"])
    op.create_index("ix_court_figures_county_id_year_month_first_instance_void_at", "court_figures", ["county_id", "year", "month", "first_instance", "void_at"])
    op.create_index("ix_court_figures_county_id_year_town_id_first_instance_void_at", "court_figures", ["county_id", "year", "town_id", "first_instance", "void_at"])
    op.create_index("ix_court_figures_grid_id", "court_figures", ["grid_id"])
    op.create_index("ix_court_figures_one_unit_id_year_month", "court_figures", ["unit_id", "year", "month"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_court_figures_provided_by_id", "court_figures", ["provided_by_id"])
    op.create_index("ix_court_figures_town_id_first_instance_id", "court_figures", ["town_id", "first_instance", "id"])
    op.create_index("ix_court_figures_town_id_month_id", "court_figures", ["town_id", "month", "id"])
    op.create_index("ix_court_figures_town_id_year_id", "court_figures", ["town_id", "year", "id"])
    op.create_index("ix_court_figures_unit_id", "court_figures", ["unit_id"])
    op.create_index("ix_court_figures_village_id_year_id", "court_figures", ["village_id", "year", "id"])
    # “矛盾纠纷”的多项引用“assisting_departments”：建关联表 dispute__assisting_departments。
    op.create_table("dispute__assisting_departments",
        sa.Column("record_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_dispute__assisting_departments_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("department.id", name="fk_dispute__assisting_departments_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_dispute__assisting_departments"),
    )
    op.create_index("ix_dispute__assisting_departments_target_id", "dispute__assisting_departments", ["target_id"])
    # “矛盾纠纷”的多项引用“assisting_units”：建关联表 dispute__assisting_units。
    op.create_table("dispute__assisting_units",
        sa.Column("record_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_dispute__assisting_units_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute__assisting_units_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_dispute__assisting_units"),
    )
    op.create_index("ix_dispute__assisting_units_target_id", "dispute__assisting_units", ["target_id"])
    # 新登记簿“回头看”(follow_up)：建表，10 个字段。
    op.create_table("follow_up",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_follow_up_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_follow_up_dispute_id"), nullable=False),
        sa.Column("round", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("done_by", sa.String(50)),
        sa.Column("manner", sa.String(40)),
        sa.Column("result", sa.String(40)),
        sa.Column("performed", sa.String(40)),
        sa.Column("note", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
    )
    op.create_index("ix_follow_up_county_id_done_on_result_round_void_at", "follow_up", ["county_id", "done_on", "result", "round", "void_at"])
    op.create_index("ix_follow_up_county_id_due_on_id", "follow_up", ["county_id", "due_on", "id"])
    op.create_index("ix_follow_up_county_id_round_id", "follow_up", ["county_id", "round", "id"])
    op.create_index("ix_follow_up_dispute_id", "follow_up", ["dispute_id"])
    op.create_index("ix_follow_up_grid_id", "follow_up", ["grid_id"])
    op.create_index("ix_follow_up_one_dispute_id_due_on", "follow_up", ["dispute_id", "due_on"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_follow_up_town_id_due_on_id", "follow_up", ["town_id", "due_on", "id"])
    op.create_index("ix_follow_up_town_id_round_id", "follow_up", ["town_id", "round", "id"])
    op.create_index("ix_follow_up_unit_id", "follow_up", ["unit_id"])
    op.create_index("ix_follow_up_village_id_due_on_id", "follow_up", ["village_id", "due_on", "id"])
    # “风险隐患台账”的多项引用“assisting_departments”：建关联表 hazard__assisting_departments。
    op.create_table("hazard__assisting_departments",
        sa.Column("record_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_hazard__assisting_departments_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("department.id", name="fk_hazard__assisting_departments_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_hazard__assisting_departments"),
    )
    op.create_index("ix_hazard__assisting_departments_target_id", "hazard__assisting_departments", ["target_id"])
    # “风险隐患台账”的多项引用“assisting_units”：建关联表 hazard__assisting_units。
    op.create_table("hazard__assisting_units",
        sa.Column("record_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_hazard__assisting_units_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("unit.id", name="fk_hazard__assisting_units_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_hazard__assisting_units"),
    )
    op.create_index("ix_hazard__assisting_units_target_id", "hazard__assisting_units", ["target_id"])
    # 新登记簿“节假日与调休”(holiday)：建表，4 个字段。
    op.create_table("holiday",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("source", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_holiday"),
    )
    op.create_index("ix_holiday_one_day", "holiday", ["day"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    # 新登记簿“治安重点”(hotspot)：建表，19 个字段。
    op.create_table("hotspot",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_hotspot_unit_id"), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("problem", sa.String(1000), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_hotspot_lead_department_id"), nullable=False),
        sa.Column("responsible", sa.String(50), nullable=False),
        sa.Column("measures", sa.String(1000)),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("rectified_on", sa.Date()),
        sa.Column("verified_on", sa.Date()),
        sa.Column("verified_by", sa.String(50)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_hotspot"),
    )
    op.create_index("ix_hotspot_county_id_due_on_id", "hotspot", ["county_id", "due_on", "id"])
    op.create_index("ix_hotspot_county_id_found_on_id", "hotspot", ["county_id", "found_on", "id"])
    op.create_index("ix_hotspot_county_id_town_id_status_void_at", "hotspot", ["county_id", "town_id", "status", "void_at"])
    op.create_index("ix_hotspot_county_id_year_quarter_status_void_at", "hotspot", ["county_id", "year", "quarter", "status", "void_at"])
    op.create_index("ix_hotspot_grid_id", "hotspot", ["grid_id"])
    op.create_index("ix_hotspot_lead_department_id", "hotspot", ["lead_department_id"])
    op.create_index("ix_hotspot_one_unit_id_year_quarter_title", "hotspot", ["unit_id", "year", "quarter", "title"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_hotspot_town_id_due_on_id", "hotspot", ["town_id", "due_on", "id"])
    op.create_index("ix_hotspot_town_id_found_on_id", "hotspot", ["town_id", "found_on", "id"])
    op.create_index("ix_hotspot_unit_id", "hotspot", ["unit_id"])
    op.create_index("ix_hotspot_village_id_found_on_id", "hotspot", ["village_id", "found_on", "id"])
    # 新登记簿“解纷平台”(mediation_venue)：建表，19 个字段。
    op.create_table("mediation_venue",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_mediation_venue_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("services", sa.String(1000), nullable=False),
        sa.Column("one_stop", sa.Boolean()),
        sa.Column("merged", sa.String(200)),
        sa.Column("committee_id", steps.ID, sa.ForeignKey("mediation_committee.id", name="fk_mediation_venue_committee_id")),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("hours", sa.String(60)),
        sa.Column("keeper", sa.String(50)),
        sa.Column("hotline", sa.String(255)),
        sa.Column("opened_on", sa.String(10)),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("standardised", sa.Boolean()),
        sa.Column("stars", sa.BigInteger()),
        sa.Column("rated_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_mediation_venue"),
    )
    op.create_index("ix_mediation_venue_committee_id", "mediation_venue", ["committee_id"])
    op.create_index("ix_mediation_venue_county_id_kind_id", "mediation_venue", ["county_id", "kind", "id"])
    op.create_index("ix_mediation_venue_county_id_name_id", "mediation_venue", ["county_id", "name", "id"])
    op.create_index("ix_mediation_venue_county_id_state_kind_void_at", "mediation_venue", ["county_id", "state", "kind", "void_at"])
    op.create_index("ix_mediation_venue_county_id_town_id_state_void_at", "mediation_venue", ["county_id", "town_id", "state", "void_at"])
    op.create_index("ix_mediation_venue_grid_id", "mediation_venue", ["grid_id"])
    op.create_index("ix_mediation_venue_one_unit_id_name", "mediation_venue", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_mediation_venue_town_id_kind_id", "mediation_venue", ["town_id", "kind", "id"])
    op.create_index("ix_mediation_venue_town_id_name_id", "mediation_venue", ["town_id", "name", "id"])
    op.create_index("ix_mediation_venue_unit_id", "mediation_venue", ["unit_id"])
    op.create_index("ix_mediation_venue_village_id_name_id", "mediation_venue", ["village_id", "name", "id"])
    # 新登记簿“会议会商”(meeting)：建表，16 个字段。
    op.create_table("meeting",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_meeting_unit_id"), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_meeting_lead_department_id")),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(100)),
        sa.Column("chair", sa.String(50), nullable=False),
        sa.Column("recorder", sa.String(50)),
        sa.Column("attendance", sa.BigInteger()),
        sa.Column("attendees", sa.String(400)),
        sa.Column("agenda", sa.String(1000), nullable=False),
        sa.Column("minutes", sa.String(8000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_county_id_held_on_id", "meeting", ["county_id", "held_on", "id"])
    op.create_index("ix_meeting_county_id_held_on_kind_void_at", "meeting", ["county_id", "held_on", "kind", "void_at"])
    op.create_index("ix_meeting_county_id_title_id", "meeting", ["county_id", "title", "id"])
    op.create_index("ix_meeting_county_id_town_id_kind_void_at", "meeting", ["county_id", "town_id", "kind", "void_at"])
    op.create_index("ix_meeting_grid_id", "meeting", ["grid_id"])
    op.create_index("ix_meeting_lead_department_id", "meeting", ["lead_department_id"])
    op.create_index("ix_meeting_one_unit_id_title_held_on", "meeting", ["unit_id", "title", "held_on"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_meeting_town_id_held_on_id", "meeting", ["town_id", "held_on", "id"])
    op.create_index("ix_meeting_town_id_title_id", "meeting", ["town_id", "title", "id"])
    op.create_index("ix_meeting_unit_id", "meeting", ["unit_id"])
    op.create_index("ix_meeting_village_id_held_on_id", "meeting", ["village_id", "held_on", "id"])
    # 新建系统表 notice_read。
    op.create_table("notice_read",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("upto", steps.ID, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "register", "record_id", "kind", name="pk_notice_read"),
    )
    # 新建系统表 outbox_message。
    op.create_table("outbox_message",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("token", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("error", sa.String(40)),
        sa.UniqueConstraint("token", name="uq_outbox_message_token"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
    )
    op.create_index("ix_outbox_message_due", "outbox_message", ["next_at"], sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    # 新登记簿“巡查检查”(patrol)：建表，15 个字段。
    op.create_table("patrol",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("hazard_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_patrol_hazard_id")),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_patrol_unit_id"), nullable=False),
        sa.Column("place", sa.String(100)),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("occasion", sa.String(40), nullable=False),
        sa.Column("patrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("patrolled_by", sa.String(50), nullable=False),
        sa.Column("others", sa.String(100)),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("finding", sa.String(1000)),
        sa.Column("reported_to", sa.String(60)),
        sa.Column("new_hazard_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_patrol_new_hazard_id")),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_patrol"),
    )
    op.create_index("ix_patrol_county_id_patrolled_at_id", "patrol", ["county_id", "patrolled_at", "id"])
    op.create_index("ix_patrol_county_id_patrolled_at_result_void_at", "patrol", ["county_id", "patrolled_at", "result", "void_at"])
    op.create_index("ix_patrol_county_id_topic_void_at", "patrol", ["county_id", "topic", "void_at"])
    op.create_index("ix_patrol_county_id_town_id_result_void_at", "patrol", ["county_id", "town_id", "result", "void_at"])
    op.create_index("ix_patrol_grid_id", "patrol", ["grid_id"])
    op.create_index("ix_patrol_hazard_id", "patrol", ["hazard_id"])
    op.create_index("ix_patrol_new_hazard_id", "patrol", ["new_hazard_id"])
    op.create_index("ix_patrol_town_id_patrolled_at_id", "patrol", ["town_id", "patrolled_at", "id"])
    op.create_index("ix_patrol_unit_id_patrolled_at", "patrol", ["unit_id", "patrolled_at"])
    op.create_index("ix_patrol_village_id_patrolled_at_id", "patrol", ["village_id", "patrolled_at", "id"])
    # 新登记簿“报送任务”(periodic_return)：建表，16 个字段。
    op.create_table("periodic_return",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_periodic_return_unit_id"), nullable=False),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_periodic_return_holder_department_id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("period_key", sa.String(10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("submitted_by", sa.String(50)),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(300)),
        sa.Column("remind_on", sa.Date()),
        sa.Column("until_on", sa.Date()),
        sa.Column("owed_key", sa.String(100)),
        sa.PrimaryKeyConstraint("id", name="pk_periodic_return"),
    )
    op.create_index("ix_periodic_return_county_id_due_on_id", "periodic_return", ["county_id", "due_on", "id"])
    op.create_index("ix_periodic_return_county_id_due_on_state_void_at", "periodic_return", ["county_id", "due_on", "state", "void_at"])
    op.create_index("ix_periodic_return_county_id_kind_id", "periodic_return", ["county_id", "kind", "id"])
    op.create_index("ix_periodic_return_county_id_kind_state_void_at", "periodic_return", ["county_id", "kind", "state", "void_at"])
    op.create_index("ix_periodic_return_county_id_town_id_state_void_at", "periodic_return", ["county_id", "town_id", "state", "void_at"])
    op.create_index("ix_periodic_return_grid_id", "periodic_return", ["grid_id"])
    op.create_index("ix_periodic_return_holder_department_id", "periodic_return", ["holder_department_id"])
    op.create_index("ix_periodic_return_one_owed_key", "periodic_return", ["owed_key"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_periodic_return_one_unit_id_holder_department_id_ki_a5e9b678", "periodic_return", ["unit_id", "holder_department_id", "kind", "period_key", "edition"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_periodic_return_town_id_due_on_id", "periodic_return", ["town_id", "due_on", "id"])
    op.create_index("ix_periodic_return_town_id_kind_id", "periodic_return", ["town_id", "kind", "id"])
    op.create_index("ix_periodic_return_unit_id", "periodic_return", ["unit_id"])
    op.create_index("ix_periodic_return_village_id_due_on_id", "periodic_return", ["village_id", "due_on", "id"])
    # 新登记簿“信访事项”(petition)：建表，28 个字段。
    op.create_table("petition",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("number", sa.String(40)),
        sa.Column("outer_number", sa.String(40)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_petition_unit_id"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("first_time", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("working_days", sa.BigInteger()),
        sa.Column("extended_days", sa.BigInteger()),
        sa.Column("extension_reason", sa.String(200)),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("holder_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_petition_holder_unit_id"), nullable=False),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_petition_holder_department_id")),
        sa.Column("lead_leader_id", steps.ID, sa.ForeignKey("person.id", name="fk_petition_lead_leader_id")),
        sa.Column("responsible_person_id", steps.ID, sa.ForeignKey("person.id", name="fk_petition_responsible_person_id")),
        sa.Column("backlog", sa.Boolean()),
        sa.Column("backlog_target", sa.Date()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("reply", sa.String(2000)),
        sa.Column("resolved", sa.Boolean()),
        sa.Column("satisfied", sa.String(40)),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_petition_dispute_id")),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_petition"),
    )
    op.create_index("ix_petition_county_id_channel_status_void_at", "petition", ["county_id", "channel", "status", "void_at"])
    op.create_index("ix_petition_county_id_due_on_id", "petition", ["county_id", "due_on", "id"])
    op.create_index("ix_petition_county_id_received_on_channel_void_at", "petition", ["county_id", "received_on", "channel", "void_at"])
    op.create_index("ix_petition_county_id_received_on_id", "petition", ["county_id", "received_on", "id"])
    op.create_index("ix_petition_county_id_status_category_void_at", "petition", ["county_id", "status", "category", "void_at"])
    op.create_index("ix_petition_county_id_town_id_status_void_at", "petition", ["county_id", "town_id", "status", "void_at"])
    op.create_index("ix_petition_dispute_id", "petition", ["dispute_id"])
    op.create_index("ix_petition_grid_id", "petition", ["grid_id"])
    op.create_index("ix_petition_holder_department_id", "petition", ["holder_department_id"])
    op.create_index("ix_petition_holder_unit_id", "petition", ["holder_unit_id"])
    op.create_index("ix_petition_lead_leader_id", "petition", ["lead_leader_id"])
    op.create_index("ix_petition_responsible_person_id", "petition", ["responsible_person_id"])
    op.create_index("ix_petition_town_id_due_on_id", "petition", ["town_id", "due_on", "id"])
    op.create_index("ix_petition_town_id_received_on_id", "petition", ["town_id", "received_on", "id"])
    op.create_index("ix_petition_unit_id_received_on", "petition", ["unit_id", "received_on"])
    op.create_index("ix_petition_village_id_received_on_id", "petition", ["village_id", "received_on", "id"])
    # 新建系统表 policy_version。
    op.create_table("policy_version",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("policy", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("note", sa.String(500)),
        sa.Column("user_id", sa.Integer()),
        sa.Column("user_name", sa.String(130), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_version"),
    )
    op.create_index("ix_policy_version_policy", "policy_version", ["policy", "id"])
    # 新登记簿“接访与值班受理”(reception_log)：建表，11 个字段。
    op.create_table("reception_log",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_reception_log_unit_id"), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("leader_id", steps.ID, sa.ForeignKey("person.id", name="fk_reception_log_leader_id"), nullable=False),
        sa.Column("helpers", sa.String(100)),
        sa.Column("place", sa.String(100)),
        sa.Column("visitors", sa.BigInteger(), nullable=False),
        sa.Column("batches", sa.BigInteger()),
        sa.Column("summary", sa.String(1000)),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_reception_log"),
    )
    op.create_index("ix_reception_log_county_id_held_on_id", "reception_log", ["county_id", "held_on", "id"])
    op.create_index("ix_reception_log_county_id_held_on_kind_visitors_void_at", "reception_log", ["county_id", "held_on", "kind", "visitors", "void_at"])
    op.create_index("ix_reception_log_county_id_kind_leader_id_void_at", "reception_log", ["county_id", "kind", "leader_id", "void_at"])
    op.create_index("ix_reception_log_county_id_town_id_visitors_void_at", "reception_log", ["county_id", "town_id", "visitors", "void_at"])
    op.create_index("ix_reception_log_county_id_visitors_id", "reception_log", ["county_id", "visitors", "id"])
    op.create_index("ix_reception_log_grid_id", "reception_log", ["grid_id"])
    op.create_index("ix_reception_log_leader_id", "reception_log", ["leader_id"])
    op.create_index("ix_reception_log_one_unit_id_held_on_kind", "reception_log", ["unit_id", "held_on", "kind"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_reception_log_town_id_held_on_id", "reception_log", ["town_id", "held_on", "id"])
    op.create_index("ix_reception_log_town_id_visitors_id", "reception_log", ["town_id", "visitors", "id"])
    op.create_index("ix_reception_log_unit_id", "reception_log", ["unit_id"])
    op.create_index("ix_reception_log_village_id_held_on_id", "reception_log", ["village_id", "held_on", "id"])
    # 新建系统表 return_correction。
    op.create_table("return_correction",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("return_id", steps.ID, nullable=False),
        sa.Column("figure", sa.String(60), nullable=False),
        sa.Column("computed", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer()),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_return_correction"),
    )
    op.create_index("ix_return_correction_return_id", "return_correction", ["return_id", "id"])
    # 新建系统表 return_row。
    op.create_table("return_row",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("department_id", steps.ID, nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("return_id", steps.ID, nullable=False),
        sa.PrimaryKeyConstraint("kind", "department_id", "record_id", name="pk_return_row"),
    )
    op.create_index("ix_return_row_return_id", "return_row", ["return_id"])
    # 新建系统表 return_step。
    op.create_table("return_step",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("return_id", steps.ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("reason", sa.String(500)),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("sheet", sa.Text()),
        sa.Column("digest", sa.LargeBinary()),
        sa.UniqueConstraint("return_id", "number", name="uq_return_step_number"),
        sa.PrimaryKeyConstraint("id", name="pk_return_step"),
    )
    # 新登记簿“稳定风险评估”(risk_assessment)：建表，19 个字段。
    op.create_table("risk_assessment",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_risk_assessment_unit_id"), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("matter", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_risk_assessment_lead_department_id"), nullable=False),
        sa.Column("assessor", sa.String(60)),
        sa.Column("people_affected", sa.BigInteger()),
        sa.Column("consulted", sa.BigInteger()),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("risks", sa.String(2000)),
        sa.Column("level", sa.String(40)),
        sa.Column("result", sa.String(40)),
        sa.Column("measures", sa.String(2000)),
        sa.Column("assessed_on", sa.Date()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("filed_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_risk_assessment"),
    )
    op.create_index("ix_risk_assessment_county_id_assessed_on_year_town_id__f8cda577", "risk_assessment", ["county_id", "assessed_on", "year", "town_id", "level", "void_at"])
    op.create_index("ix_risk_assessment_county_id_kind_level_void_at", "risk_assessment", ["county_id", "kind", "level", "void_at"])
    op.create_index("ix_risk_assessment_county_id_matter_id", "risk_assessment", ["county_id", "matter", "id"])
    op.create_index("ix_risk_assessment_county_id_planned_on_id", "risk_assessment", ["county_id", "planned_on", "id"])
    op.create_index("ix_risk_assessment_county_id_year_id", "risk_assessment", ["county_id", "year", "id"])
    op.create_index("ix_risk_assessment_grid_id", "risk_assessment", ["grid_id"])
    op.create_index("ix_risk_assessment_lead_department_id", "risk_assessment", ["lead_department_id"])
    op.create_index("ix_risk_assessment_one_unit_id_year_matter", "risk_assessment", ["unit_id", "year", "matter"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_risk_assessment_town_id_matter_id", "risk_assessment", ["town_id", "matter", "id"])
    op.create_index("ix_risk_assessment_town_id_planned_on_id", "risk_assessment", ["town_id", "planned_on", "id"])
    op.create_index("ix_risk_assessment_town_id_year_id", "risk_assessment", ["town_id", "year", "id"])
    op.create_index("ix_risk_assessment_unit_id", "risk_assessment", ["unit_id"])
    op.create_index("ix_risk_assessment_village_id_year_id", "risk_assessment", ["village_id", "year", "id"])
    # 新登记簿“工作专班”(special_team)：建表，16 个字段。
    op.create_table("special_team",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_special_team_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("problem", sa.String(1000), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_special_team_lead_department_id"), nullable=False),
        sa.Column("leader_id", steps.ID, sa.ForeignKey("person.id", name="fk_special_team_leader_id"), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("plan", sa.String(4000), nullable=False),
        sa.Column("measures", sa.String(4000), nullable=False),
        sa.Column("target_on", sa.Date()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("result", sa.String(2000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_special_team"),
    )
    op.create_index("ix_special_team_county_id_name_id", "special_team", ["county_id", "name", "id"])
    op.create_index("ix_special_team_county_id_opened_on_id", "special_team", ["county_id", "opened_on", "id"])
    op.create_index("ix_special_team_grid_id", "special_team", ["grid_id"])
    op.create_index("ix_special_team_lead_department_id", "special_team", ["lead_department_id"])
    op.create_index("ix_special_team_leader_id", "special_team", ["leader_id"])
    op.create_index("ix_special_team_one_unit_id_name", "special_team", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_special_team_town_id_name_id", "special_team", ["town_id", "name", "id"])
    op.create_index("ix_special_team_town_id_opened_on_id", "special_team", ["town_id", "opened_on", "id"])
    op.create_index("ix_special_team_unit_id", "special_team", ["unit_id"])
    op.create_index("ix_special_team_village_id_opened_on_id", "special_team", ["village_id", "opened_on", "id"])
    # 新登记簿“帮扶疏导”(support_measure)：建表，10 个字段。
    op.create_table("support_measure",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_support_measure_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_support_measure_dispute_id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(50), nullable=False),
        sa.Column("department_id", steps.ID, sa.ForeignKey("department.id", name="fk_support_measure_department_id")),
        sa.Column("content", sa.String(1000), nullable=False),
        sa.Column("spent", sa.BigInteger()),
        sa.Column("outcome", sa.String(40)),
        sa.Column("note", sa.String(300)),
        sa.Column("next_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_support_measure"),
    )
    op.create_index("ix_support_measure_county_id_done_on_id", "support_measure", ["county_id", "done_on", "id"])
    op.create_index("ix_support_measure_department_id", "support_measure", ["department_id"])
    op.create_index("ix_support_measure_dispute_id", "support_measure", ["dispute_id"])
    op.create_index("ix_support_measure_grid_id", "support_measure", ["grid_id"])
    op.create_index("ix_support_measure_town_id_done_on_id", "support_measure", ["town_id", "done_on", "id"])
    op.create_index("ix_support_measure_unit_id", "support_measure", ["unit_id"])
    op.create_index("ix_support_measure_village_id_done_on_id", "support_measure", ["village_id", "done_on", "id"])
    # 新登记簿“三色预警”(village_warning)：建表，13 个字段。
    op.create_table("village_warning",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_village_warning_unit_id"), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.String(40), nullable=False),
        sa.Column("colour", sa.String(40), nullable=False),
        sa.Column("reasons", sa.String(1000)),
        sa.Column("graded_on", sa.Date(), nullable=False),
        sa.Column("problem", sa.String(1000)),
        sa.Column("measures", sa.String(1000)),
        sa.Column("responsible", sa.String(50)),
        sa.Column("due_on", sa.Date()),
        sa.Column("rectified_on", sa.Date()),
        sa.Column("checked_by", sa.String(50)),
        sa.PrimaryKeyConstraint("id", name="pk_village_warning"),
    )
    op.create_index("ix_village_warning_county_id_graded_on_id", "village_warning", ["county_id", "graded_on", "id"])
    op.create_index("ix_village_warning_county_id_month_id", "village_warning", ["county_id", "month", "id"])
    op.create_index("ix_village_warning_county_id_year_id", "village_warning", ["county_id", "year", "id"])
    op.create_index("ix_village_warning_county_id_year_month_colour_void_at", "village_warning", ["county_id", "year", "month", "colour", "void_at"])
    op.create_index("ix_village_warning_county_id_year_town_id_colour_void_at", "village_warning", ["county_id", "year", "town_id", "colour", "void_at"])
    op.create_index("ix_village_warning_grid_id", "village_warning", ["grid_id"])
    op.create_index("ix_village_warning_one_unit_id_year_month", "village_warning", ["unit_id", "year", "month"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_village_warning_town_id_graded_on_id", "village_warning", ["town_id", "graded_on", "id"])
    op.create_index("ix_village_warning_town_id_month_id", "village_warning", ["town_id", "month", "id"])
    op.create_index("ix_village_warning_town_id_year_id", "village_warning", ["town_id", "year", "id"])
    op.create_index("ix_village_warning_unit_id", "village_warning", ["unit_id"])
    op.create_index("ix_village_warning_village_id_year_id", "village_warning", ["village_id", "year", "id"])
    # 新登记簿“分析研判”(analysis_report)：建表，20 个字段。
    op.create_table("analysis_report",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_analysis_report_unit_id"), nullable=False),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_analysis_report_holder_department_id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("features", sa.String(2000), nullable=False),
        sa.Column("hot_categories", sa.String(1000)),
        sa.Column("problems", sa.String(2000)),
        sa.Column("solved_locally", sa.String(1000)),
        sa.Column("concentrated", sa.String(1000)),
        sa.Column("upward", sa.String(1000)),
        sa.Column("steps", sa.String(2000), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(50), nullable=False),
        sa.Column("signed_by", sa.String(50)),
        sa.Column("owed_id", steps.ID, sa.ForeignKey("periodic_return.id", name="fk_analysis_report_owed_id")),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_report"),
    )
    op.create_index("ix_analysis_report_county_id_kind_id", "analysis_report", ["county_id", "kind", "id"])
    op.create_index("ix_analysis_report_county_id_to_on_id", "analysis_report", ["county_id", "to_on", "id"])
    op.create_index("ix_analysis_report_county_id_to_on_kind_void_at", "analysis_report", ["county_id", "to_on", "kind", "void_at"])
    op.create_index("ix_analysis_report_county_id_town_id_kind_void_at", "analysis_report", ["county_id", "town_id", "kind", "void_at"])
    op.create_index("ix_analysis_report_grid_id", "analysis_report", ["grid_id"])
    op.create_index("ix_analysis_report_holder_department_id", "analysis_report", ["holder_department_id"])
    op.create_index("ix_analysis_report_one_unit_id_holder_department_id_ki_1d134e53", "analysis_report", ["unit_id", "holder_department_id", "kind", "from_on"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_analysis_report_owed_id", "analysis_report", ["owed_id"])
    op.create_index("ix_analysis_report_town_id_kind_id", "analysis_report", ["town_id", "kind", "id"])
    op.create_index("ix_analysis_report_town_id_to_on_id", "analysis_report", ["town_id", "to_on", "id"])
    op.create_index("ix_analysis_report_unit_id_kind", "analysis_report", ["unit_id", "kind"])
    op.create_index("ix_analysis_report_village_id_to_on_id", "analysis_report", ["village_id", "to_on", "id"])
    # “专项行动”的多项引用“departments”：建关联表 campaign__departments。
    op.create_table("campaign__departments",
        sa.Column("record_id", steps.ID, sa.ForeignKey("campaign.id", name="fk_campaign__departments_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("department.id", name="fk_campaign__departments_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_campaign__departments"),
    )
    op.create_index("ix_campaign__departments_target_id", "campaign__departments", ["target_id"])
    # 新登记簿“评查与复盘”(case_review)：建表，19 个字段。
    op.create_table("case_review",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_case_review_unit_id"), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_case_review_lead_department_id")),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_case_review_dispute_id")),
        sa.Column("petition_id", steps.ID, sa.ForeignKey("petition.id", name="fk_case_review_petition_id")),
        sa.Column("incident_id", steps.ID, sa.ForeignKey("incident.id", name="fk_case_review_incident_id")),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewers", sa.String(200), nullable=False),
        sa.Column("grade", sa.String(40)),
        sa.Column("findings", sa.String(2000), nullable=False),
        sa.Column("cause", sa.String(2000)),
        sa.Column("improvement", sa.String(2000)),
        sa.Column("due_on", sa.Date()),
        sa.Column("improved_on", sa.Date()),
        sa.Column("example", sa.Boolean()),
        sa.Column("public_text", sa.String(3000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_case_review"),
    )
    op.create_index("ix_case_review_county_id_kind_grade_void_at", "case_review", ["county_id", "kind", "grade", "void_at"])
    op.create_index("ix_case_review_county_id_reviewed_on_id", "case_review", ["county_id", "reviewed_on", "id"])
    op.create_index("ix_case_review_county_id_title_id", "case_review", ["county_id", "title", "id"])
    op.create_index("ix_case_review_county_id_town_id_kind_void_at", "case_review", ["county_id", "town_id", "kind", "void_at"])
    op.create_index("ix_case_review_dispute_id", "case_review", ["dispute_id"])
    op.create_index("ix_case_review_grid_id", "case_review", ["grid_id"])
    op.create_index("ix_case_review_incident_id", "case_review", ["incident_id"])
    op.create_index("ix_case_review_lead_department_id", "case_review", ["lead_department_id"])
    op.create_index("ix_case_review_petition_id", "case_review", ["petition_id"])
    op.create_index("ix_case_review_town_id_reviewed_on_id", "case_review", ["town_id", "reviewed_on", "id"])
    op.create_index("ix_case_review_town_id_title_id", "case_review", ["town_id", "title", "id"])
    op.create_index("ix_case_review_unit_id_title", "case_review", ["unit_id", "title"])
    op.create_index("ix_case_review_village_id_reviewed_on_id", "case_review", ["village_id", "reviewed_on", "id"])
    # “会议会商”的多项引用“disputes”：建关联表 meeting__disputes。
    op.create_table("meeting__disputes",
        sa.Column("record_id", steps.ID, sa.ForeignKey("meeting.id", name="fk_meeting__disputes_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_meeting__disputes_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_meeting__disputes"),
    )
    op.create_index("ix_meeting__disputes_target_id", "meeting__disputes", ["target_id"])
    # “会议会商”的多项引用“petitions”：建关联表 meeting__petitions。
    op.create_table("meeting__petitions",
        sa.Column("record_id", steps.ID, sa.ForeignKey("meeting.id", name="fk_meeting__petitions_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("petition.id", name="fk_meeting__petitions_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_meeting__petitions"),
    )
    op.create_index("ix_meeting__petitions_target_id", "meeting__petitions", ["target_id"])
    # 新登记簿“会议决定事项”(meeting_decision)：建表，10 个字段。
    op.create_table("meeting_decision",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_meeting_decision_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("meeting_id", steps.ID, sa.ForeignKey("meeting.id", name="fk_meeting_decision_meeting_id"), nullable=False),
        sa.Column("content", sa.String(300), nullable=False),
        sa.Column("department_id", steps.ID, sa.ForeignKey("department.id", name="fk_meeting_decision_department_id")),
        sa.Column("responsible", sa.String(50), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("result", sa.String(300)),
        sa.Column("task_id", steps.ID, sa.ForeignKey("work_task.id", name="fk_meeting_decision_task_id")),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_decision"),
    )
    op.create_index("ix_meeting_decision_county_id_due_on_id", "meeting_decision", ["county_id", "due_on", "id"])
    op.create_index("ix_meeting_decision_county_id_status_id", "meeting_decision", ["county_id", "status", "id"])
    op.create_index("ix_meeting_decision_department_id", "meeting_decision", ["department_id"])
    op.create_index("ix_meeting_decision_grid_id", "meeting_decision", ["grid_id"])
    op.create_index("ix_meeting_decision_meeting_id", "meeting_decision", ["meeting_id"])
    op.create_index("ix_meeting_decision_task_id", "meeting_decision", ["task_id"])
    op.create_index("ix_meeting_decision_town_id_due_on_id", "meeting_decision", ["town_id", "due_on", "id"])
    op.create_index("ix_meeting_decision_town_id_status_id", "meeting_decision", ["town_id", "status", "id"])
    op.create_index("ix_meeting_decision_unit_id", "meeting_decision", ["unit_id"])
    op.create_index("ix_meeting_decision_village_id_due_on_id", "meeting_decision", ["village_id", "due_on", "id"])
    # 新建系统表 outbox。
    op.create_table("outbox",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_outbox_unit_id"), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", steps.ID, sa.ForeignKey("outbox_message.id", name="fk_outbox_message_id")),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"])
    op.create_index("ix_outbox_waiting", "outbox", ["channel", "user_id"], sqlite_where=sa.text("message_id IS NULL"), postgresql_where=sa.text("message_id IS NULL"))
    # 新登记簿“接访事项”(reception_matter)：建表，9 个字段。
    op.create_table("reception_matter",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_reception_matter_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("log_id", steps.ID, sa.ForeignKey("reception_log.id", name="fk_reception_matter_log_id"), nullable=False),
        sa.Column("matter", sa.String(200), nullable=False),
        sa.Column("category", sa.String(40)),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_reception_matter_dispute_id")),
        sa.Column("petition_id", steps.ID, sa.ForeignKey("petition.id", name="fk_reception_matter_petition_id")),
        sa.Column("department_id", steps.ID, sa.ForeignKey("department.id", name="fk_reception_matter_department_id")),
        sa.Column("answer", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reception_matter"),
    )
    op.create_index("ix_reception_matter_county_id_outcome_id", "reception_matter", ["county_id", "outcome", "id"])
    op.create_index("ix_reception_matter_department_id", "reception_matter", ["department_id"])
    op.create_index("ix_reception_matter_dispute_id", "reception_matter", ["dispute_id"])
    op.create_index("ix_reception_matter_grid_id", "reception_matter", ["grid_id"])
    op.create_index("ix_reception_matter_log_id", "reception_matter", ["log_id"])
    op.create_index("ix_reception_matter_petition_id", "reception_matter", ["petition_id"])
    op.create_index("ix_reception_matter_town_id_outcome_id", "reception_matter", ["town_id", "outcome", "id"])
    op.create_index("ix_reception_matter_unit_id", "reception_matter", ["unit_id"])
    op.create_index("ix_reception_matter_village_id_outcome_id", "reception_matter", ["village_id", "outcome", "id"])
    # “稳定风险评估”的多项引用“disputes”：建关联表 risk_assessment__disputes。
    op.create_table("risk_assessment__disputes",
        sa.Column("record_id", steps.ID, sa.ForeignKey("risk_assessment.id", name="fk_risk_assessment__disputes_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_risk_assessment__disputes_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_risk_assessment__disputes"),
    )
    op.create_index("ix_risk_assessment__disputes_target_id", "risk_assessment__disputes", ["target_id"])
    # “工作专班”的多项引用“departments”：建关联表 special_team__departments。
    op.create_table("special_team__departments",
        sa.Column("record_id", steps.ID, sa.ForeignKey("special_team.id", name="fk_special_team__departments_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("department.id", name="fk_special_team__departments_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_special_team__departments"),
    )
    op.create_index("ix_special_team__departments_target_id", "special_team__departments", ["target_id"])
    # “工作专班”的多项引用“disputes”：建关联表 special_team__disputes。
    op.create_table("special_team__disputes",
        sa.Column("record_id", steps.ID, sa.ForeignKey("special_team.id", name="fk_special_team__disputes_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_special_team__disputes_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_special_team__disputes"),
    )
    op.create_index("ix_special_team__disputes_target_id", "special_team__disputes", ["target_id"])
    # 新登记簿“专班成员”(special_team_member)：建表，6 个字段。
    op.create_table("special_team_member",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_special_team_member_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("team_id", steps.ID, sa.ForeignKey("special_team.id", name="fk_special_team_member_team_id"), nullable=False),
        sa.Column("person_id", steps.ID, sa.ForeignKey("person.id", name="fk_special_team_member_person_id"), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("duty", sa.String(100)),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_special_team_member"),
    )
    op.create_index("ix_special_team_member_county_id_from_on_id", "special_team_member", ["county_id", "from_on", "id"])
    op.create_index("ix_special_team_member_county_id_part_id", "special_team_member", ["county_id", "part", "id"])
    op.create_index("ix_special_team_member_grid_id", "special_team_member", ["grid_id"])
    op.create_index("ix_special_team_member_one_team_id_person_id_from_on", "special_team_member", ["team_id", "person_id", "from_on"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_special_team_member_person_id", "special_team_member", ["person_id"])
    op.create_index("ix_special_team_member_team_id", "special_team_member", ["team_id"])
    op.create_index("ix_special_team_member_town_id_from_on_id", "special_team_member", ["town_id", "from_on", "id"])
    op.create_index("ix_special_team_member_town_id_part_id", "special_team_member", ["town_id", "part", "id"])
    op.create_index("ix_special_team_member_unit_id", "special_team_member", ["unit_id"])
    op.create_index("ix_special_team_member_village_id_from_on_id", "special_team_member", ["village_id", "from_on", "id"])
    # 新登记簿“督办与问责”(supervision)：建表，24 个字段。
    op.create_table("supervision",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("number", sa.String(40)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_supervision_unit_id"), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_supervision_lead_department_id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("card", sa.String(40)),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_supervision_dispute_id")),
        sa.Column("hazard_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_supervision_hazard_id")),
        sa.Column("petition_id", steps.ID, sa.ForeignKey("petition.id", name="fk_supervision_petition_id")),
        sa.Column("owed_id", steps.ID, sa.ForeignKey("periodic_return.id", name="fk_supervision_owed_id")),
        sa.Column("post", sa.String(40)),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("demand", sa.String(1000), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(50), nullable=False),
        sa.Column("issuing_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_supervision_issuing_department_id")),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("released_on", sa.Date()),
        sa.Column("released_by", sa.String(50)),
        sa.Column("result", sa.String(1000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_supervision"),
    )
    op.create_index("ix_supervision_county_id_due_on_id", "supervision", ["county_id", "due_on", "id"])
    op.create_index("ix_supervision_county_id_issued_on_about_void_at", "supervision", ["county_id", "issued_on", "about", "void_at"])
    op.create_index("ix_supervision_county_id_issued_on_id", "supervision", ["county_id", "issued_on", "id"])
    op.create_index("ix_supervision_county_id_kind_status_void_at", "supervision", ["county_id", "kind", "status", "void_at"])
    op.create_index("ix_supervision_county_id_town_id_status_void_at", "supervision", ["county_id", "town_id", "status", "void_at"])
    op.create_index("ix_supervision_dispute_id", "supervision", ["dispute_id"])
    op.create_index("ix_supervision_grid_id", "supervision", ["grid_id"])
    op.create_index("ix_supervision_hazard_id", "supervision", ["hazard_id"])
    op.create_index("ix_supervision_issuing_department_id", "supervision", ["issuing_department_id"])
    op.create_index("ix_supervision_lead_department_id", "supervision", ["lead_department_id"])
    op.create_index("ix_supervision_owed_id", "supervision", ["owed_id"])
    op.create_index("ix_supervision_petition_id", "supervision", ["petition_id"])
    op.create_index("ix_supervision_town_id_due_on_id", "supervision", ["town_id", "due_on", "id"])
    op.create_index("ix_supervision_town_id_issued_on_id", "supervision", ["town_id", "issued_on", "id"])
    op.create_index("ix_supervision_unit_id_subject", "supervision", ["unit_id", "subject"])
    op.create_index("ix_supervision_village_id_issued_on_id", "supervision", ["village_id", "issued_on", "id"])
    # 新登记簿“排查活动”(sweep)：建表，17 个字段。
    op.create_table("sweep",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_sweep_unit_id"), nullable=False),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_sweep_holder_department_id")),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("campaign_id", steps.ID, sa.ForeignKey("campaign.id", name="fk_sweep_campaign_id")),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("categories", sa.String(1000)),
        sa.Column("leader", sa.String(50), nullable=False),
        sa.Column("participants", sa.BigInteger()),
        sa.Column("households", sa.BigInteger()),
        sa.Column("found", sa.BigInteger()),
        sa.Column("resolved_on_spot", sa.BigInteger()),
        sa.Column("registered", sa.BigInteger()),
        sa.Column("summary", sa.String(2000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_sweep"),
    )
    op.create_index("ix_sweep_campaign_id", "sweep", ["campaign_id"])
    op.create_index("ix_sweep_county_id_from_on_id", "sweep", ["county_id", "from_on", "id"])
    op.create_index("ix_sweep_county_id_from_on_kind_void_at", "sweep", ["county_id", "from_on", "kind", "void_at"])
    op.create_index("ix_sweep_county_id_kind_void_at", "sweep", ["county_id", "kind", "void_at"])
    op.create_index("ix_sweep_county_id_title_id", "sweep", ["county_id", "title", "id"])
    op.create_index("ix_sweep_county_id_town_id_found_void_at", "sweep", ["county_id", "town_id", "found", "void_at"])
    op.create_index("ix_sweep_grid_id", "sweep", ["grid_id"])
    op.create_index("ix_sweep_holder_department_id", "sweep", ["holder_department_id"])
    op.create_index("ix_sweep_one_unit_id_kind_from_on_holder_department_id", "sweep", ["unit_id", "kind", "from_on", "holder_department_id"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_sweep_town_id_from_on_id", "sweep", ["town_id", "from_on", "id"])
    op.create_index("ix_sweep_town_id_title_id", "sweep", ["town_id", "title", "id"])
    op.create_index("ix_sweep_unit_id_kind", "sweep", ["unit_id", "kind"])
    op.create_index("ix_sweep_village_id_from_on_id", "sweep", ["village_id", "from_on", "id"])
    # “分析研判”的多项引用“concentrated_cases”：建关联表 analysis_report__concentrated_cases。
    op.create_table("analysis_report__concentrated_cases",
        sa.Column("record_id", steps.ID, sa.ForeignKey("analysis_report.id", name="fk_analysis_report__concentrated_cases_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_analysis_report__concentrated_cases_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_analysis_report__concentrated_cases"),
    )
    op.create_index("ix_analysis_report__concentrated_cases_target_id", "analysis_report__concentrated_cases", ["target_id"])
    # “分析研判”的多项引用“upward_cases”：建关联表 analysis_report__upward_cases。
    op.create_table("analysis_report__upward_cases",
        sa.Column("record_id", steps.ID, sa.ForeignKey("analysis_report.id", name="fk_analysis_report__upward_cases_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_analysis_report__upward_cases_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_analysis_report__upward_cases"),
    )
    op.create_index("ix_analysis_report__upward_cases_target_id", "analysis_report__upward_cases", ["target_id"])
    # 新登记簿“法治宣传与培训”(legal_publicity)：建表，15 个字段。
    op.create_table("legal_publicity",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_legal_publicity_unit_id"), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_legal_publicity_lead_department_id")),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.BigInteger()),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("audience", sa.String(1000)),
        sa.Column("attendance", sa.BigInteger(), nullable=False),
        sa.Column("speaker", sa.String(50)),
        sa.Column("materials", sa.BigInteger()),
        sa.Column("review_id", steps.ID, sa.ForeignKey("case_review.id", name="fk_legal_publicity_review_id")),
        sa.Column("content", sa.String(1000)),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_legal_publicity"),
    )
    op.create_index("ix_legal_publicity_county_id_held_on_id", "legal_publicity", ["county_id", "held_on", "id"])
    op.create_index("ix_legal_publicity_county_id_held_on_kind_void_at", "legal_publicity", ["county_id", "held_on", "kind", "void_at"])
    op.create_index("ix_legal_publicity_county_id_title_id", "legal_publicity", ["county_id", "title", "id"])
    op.create_index("ix_legal_publicity_county_id_town_id_attendance_void_at", "legal_publicity", ["county_id", "town_id", "attendance", "void_at"])
    op.create_index("ix_legal_publicity_grid_id", "legal_publicity", ["grid_id"])
    op.create_index("ix_legal_publicity_lead_department_id", "legal_publicity", ["lead_department_id"])
    op.create_index("ix_legal_publicity_one_unit_id_title_held_on", "legal_publicity", ["unit_id", "title", "held_on"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_legal_publicity_review_id", "legal_publicity", ["review_id"])
    op.create_index("ix_legal_publicity_town_id_held_on_id", "legal_publicity", ["town_id", "held_on", "id"])
    op.create_index("ix_legal_publicity_town_id_title_id", "legal_publicity", ["town_id", "title", "id"])
    op.create_index("ix_legal_publicity_unit_id", "legal_publicity", ["unit_id"])
    op.create_index("ix_legal_publicity_village_id_held_on_id", "legal_publicity", ["village_id", "held_on", "id"])
    # “会议决定事项”的多项引用“units”：建关联表 meeting_decision__units。
    op.create_table("meeting_decision__units",
        sa.Column("record_id", steps.ID, sa.ForeignKey("meeting_decision.id", name="fk_meeting_decision__units_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("unit.id", name="fk_meeting_decision__units_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_meeting_decision__units"),
    )
    op.create_index("ix_meeting_decision__units_target_id", "meeting_decision__units", ["target_id"])
    # 新登记簿“督办答复”(supervision_answer)：建表，8 个字段。
    op.create_table("supervision_answer",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("order_of_id", steps.ID, sa.ForeignKey("supervision.id", name="fk_supervision_answer_order_of_id"), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_supervision_answer_unit_id"), nullable=False),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_supervision_answer_holder_department_id")),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.String(50), nullable=False),
        sa.Column("answer", sa.String(2000), nullable=False),
        sa.Column("finished", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_answer"),
    )
    op.create_index("ix_supervision_answer_county_id_answered_on_id", "supervision_answer", ["county_id", "answered_on", "id"])
    op.create_index("ix_supervision_answer_grid_id", "supervision_answer", ["grid_id"])
    op.create_index("ix_supervision_answer_holder_department_id", "supervision_answer", ["holder_department_id"])
    op.create_index("ix_supervision_answer_order_of_id", "supervision_answer", ["order_of_id"])
    op.create_index("ix_supervision_answer_town_id_answered_on_id", "supervision_answer", ["town_id", "answered_on", "id"])
    op.create_index("ix_supervision_answer_unit_id", "supervision_answer", ["unit_id"])
    op.create_index("ix_supervision_answer_village_id_answered_on_id", "supervision_answer", ["village_id", "answered_on", "id"])
    # account：新系统列 mail_to。
    steps.add_column("account", sa.Column("mail_to", sa.String(254)))
    # case_step：新系统列 told_unit_id。
    steps.add_column("case_step", sa.Column("told_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_case_step_told_unit_id")))
    # case_step：新系统列 told_department_id。
    steps.add_column("case_step", sa.Column("told_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_case_step_told_department_id")))
    # case_step：新系统列 said。
    steps.add_column("case_step", sa.Column("said", sa.String(20)))
    # “矛盾纠纷”的“专项行动”(campaign)：新字段。
    steps.add_column("dispute", sa.Column("campaign_id", steps.ID, sa.ForeignKey("campaign.id", name="fk_dispute_campaign_id")))
    # “矛盾纠纷”的“暂停计时自”(paused_at)：新字段。
    steps.add_column("dispute", sa.Column("paused_at", sa.DateTime(timezone=True)))
    # “矛盾纠纷”的“暂停原因”(pause_cause)：新字段。
    steps.add_column("dispute", sa.Column("pause_cause", sa.String(40)))
    # “矛盾纠纷”的“进展计日起点”(progress_from)：新字段。
    steps.add_column("dispute", sa.Column("progress_from", sa.Date()))
    # “矛盾纠纷”的“应报进展日”(progress_due)：新字段。
    steps.add_column("dispute", sa.Column("progress_due", sa.Date()))
    # “矛盾纠纷”的“连续未报进展次数”(progress_missed)：新字段。
    steps.add_column("dispute", sa.Column("progress_missed", sa.BigInteger()))
    # “矛盾纠纷”的“未报进展累计”(cards)：新字段。
    steps.add_column("dispute", sa.Column("cards", sa.BigInteger()))
    # “矛盾纠纷”的“转办时间”(offered_at)：新字段。
    steps.add_column("dispute", sa.Column("offered_at", sa.DateTime(timezone=True)))
    # “矛盾纠纷”的“转办单位”(offered_unit)：新字段。
    steps.add_column("dispute", sa.Column("offered_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute_offered_unit_id")))
    # “矛盾纠纷”的“转办部门”(offered_department)：新字段。
    steps.add_column("dispute", sa.Column("offered_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_dispute_offered_department_id")))
    # “矛盾纠纷”的“接收时限”(offer_due)：新字段。
    steps.add_column("dispute", sa.Column("offer_due", sa.Date()))
    # “矛盾纠纷”的“外单位承办”(guest_unit)：新字段。
    steps.add_column("dispute", sa.Column("guest_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute_guest_unit_id")))
    # “矛盾纠纷”的“定级时间”(coloured_at)：新字段。
    steps.add_column("dispute", sa.Column("coloured_at", sa.DateTime(timezone=True)))
    # “矛盾纠纷”的“报告县级时间”(county_told_at)：新字段。
    steps.add_column("dispute", sa.Column("county_told_at", sa.DateTime(timezone=True)))
    # “矛盾纠纷”的“三定一包完成时间”(planned_at)：新字段。
    steps.add_column("dispute", sa.Column("planned_at", sa.DateTime(timezone=True)))
    # “风险隐患台账”的“隐患级别”(severity)：新字段。
    steps.add_column("hazard", sa.Column("severity", sa.String(40)))
    # “风险隐患台账”的“评定等级”(base_colour)：新字段。
    steps.add_column("hazard", sa.Column("base_colour", sa.SmallInteger()))
    # “风险隐患台账”的“超期升级次数”(added_steps)：新字段。
    steps.add_column("hazard", sa.Column("added_steps", sa.BigInteger()))
    # “风险隐患台账”的“人工调整”(steps_by_hand)：新字段。
    steps.add_column("hazard", sa.Column("steps_by_hand", sa.BigInteger()))
    # “风险隐患台账”的“承办单位”(holder_unit)：新字段。
    steps.add_column("hazard", sa.Column("holder_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_hazard_holder_unit_id")))
    # “风险隐患台账”的“承办部门”(holder_department)：新字段。
    steps.add_column("hazard", sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_hazard_holder_department_id")))
    # “风险隐患台账”的“闭环状态”(stage)：新字段。
    steps.add_column("hazard", sa.Column("stage", sa.String(40)))
    # “风险隐患台账”的“计时起点”(clock_started_on)：新字段。
    steps.add_column("hazard", sa.Column("clock_started_on", sa.Date()))
    # “风险隐患台账”的“登记时间”(registered_on)：新字段。
    steps.add_column("hazard", sa.Column("registered_on", sa.Date()))
    # “风险隐患台账”的“步骤号”(step_number)：新字段。
    steps.add_column("hazard", sa.Column("step_number", sa.BigInteger()))
    # “风险隐患台账”的“转办时间”(offered_at)：新字段。
    steps.add_column("hazard", sa.Column("offered_at", sa.DateTime(timezone=True)))
    # “风险隐患台账”的“转办单位”(offered_unit)：新字段。
    steps.add_column("hazard", sa.Column("offered_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_hazard_offered_unit_id")))
    # “风险隐患台账”的“转办部门”(offered_department)：新字段。
    steps.add_column("hazard", sa.Column("offered_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_hazard_offered_department_id")))
    # “风险隐患台账”的“接收时限”(offer_due)：新字段。
    steps.add_column("hazard", sa.Column("offer_due", sa.Date()))
    # “风险隐患台账”的“外单位承办”(guest_unit)：新字段。
    steps.add_column("hazard", sa.Column("guest_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_hazard_guest_unit_id")))
    # notice.step_id：nullable False → True。
    steps.release("notice", "step_id")
    # notice：新系统列 register。
    steps.add_column("notice", sa.Column("register", sa.String(40)))
    # notice：新系统列 record_id。
    steps.add_column("notice", sa.Column("record_id", steps.ID))
    # notice：新系统列 kind。
    steps.add_column("notice", sa.Column("kind", sa.String(20)))
    _fill_notices()
    for name in ("register", "record_id", "kind"):
        steps.require("notice", name)
    # notice：新系统列 due_on。
    steps.add_column("notice", sa.Column("due_on", sa.Date()))
    # notice：新系统列 key。
    steps.add_column("notice", sa.Column("key", sa.String(100)))
    _fill_hazards()
    # “风险隐患台账”的“隐患级别”(severity)：必填。
    steps.require("hazard", "severity")
    # “风险隐患台账”的“办理时限”(due_on)：必填。
    steps.require("hazard", "due_on")
    # “风险隐患台账”的“办理层级”(level)：可以不填。
    steps.release("hazard", "level")
    # “风险隐患台账”的“状态”(status)：可以不填。
    steps.release("hazard", "status")
    _fill_disputes()
    # dispute：新索引 (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, paused_at, resolved_on, void_at)、(offer_due, id)、(progress_due, id)、(campaign_id)、(guest_unit_id)、(offered_department_id)、(offered_unit_id)。
    op.create_index("ix_dispute_by_ended", "dispute", ["ended_on", "county_id", "found_on", "colour", "category", "village_id", "town_id", "level", "due_on", "added_steps", "paused_at", "resolved_on", "void_at"], sqlite_where=sa.text("resolved_on IS NULL"), postgresql_where=sa.text("resolved_on IS NULL"))
    op.create_index("ix_dispute_by_offer", "dispute", ["offer_due", "id"], sqlite_where=sa.text("offer_due IS NOT NULL"), postgresql_where=sa.text("offer_due IS NOT NULL"))
    op.create_index("ix_dispute_by_progress", "dispute", ["progress_due", "id"], sqlite_where=sa.text("progress_due IS NOT NULL"), postgresql_where=sa.text("progress_due IS NOT NULL"))
    op.create_index("ix_dispute_campaign_id", "dispute", ["campaign_id"])
    op.create_index("ix_dispute_guest_unit_id", "dispute", ["guest_unit_id"])
    op.create_index("ix_dispute_offered_department_id", "dispute", ["offered_department_id"])
    op.create_index("ix_dispute_offered_unit_id", "dispute", ["offered_unit_id"])
    # hazard：新索引 (county_id, due_on, colour, kind, village_id, town_id, clock_started_on, verified_on, void_at)、(county_id, found_on, colour, kind, village_id, town_id, level, verified_on, void_at)、(offer_due, id)、(verified_on, county_id, found_on, colour, kind, village_id, town_id, level, due_on, added_steps, void_at)、(county_id, due_on, id)、(county_id, stage, void_at)、(guest_unit_id)、(holder_department_id)、(holder_unit_id)、(offered_department_id)、(offered_unit_id)、(town_id, due_on, id)。
    op.create_index("ix_hazard_by_due", "hazard", ["county_id", "due_on", "colour", "kind", "village_id", "town_id", "clock_started_on", "verified_on", "void_at"])
    op.create_index("ix_hazard_by_found", "hazard", ["county_id", "found_on", "colour", "kind", "village_id", "town_id", "level", "verified_on", "void_at"])
    op.create_index("ix_hazard_by_offer", "hazard", ["offer_due", "id"], sqlite_where=sa.text("offer_due IS NOT NULL"), postgresql_where=sa.text("offer_due IS NOT NULL"))
    op.create_index("ix_hazard_by_verified", "hazard", ["verified_on", "county_id", "found_on", "colour", "kind", "village_id", "town_id", "level", "due_on", "added_steps", "void_at"])
    op.create_index("ix_hazard_county_id_due_on_id", "hazard", ["county_id", "due_on", "id"])
    op.create_index("ix_hazard_county_id_stage_void_at", "hazard", ["county_id", "stage", "void_at"])
    op.create_index("ix_hazard_guest_unit_id", "hazard", ["guest_unit_id"])
    op.create_index("ix_hazard_holder_department_id", "hazard", ["holder_department_id"])
    op.create_index("ix_hazard_holder_unit_id", "hazard", ["holder_unit_id"])
    op.create_index("ix_hazard_offered_department_id", "hazard", ["offered_department_id"])
    op.create_index("ix_hazard_offered_unit_id", "hazard", ["offered_unit_id"])
    op.create_index("ix_hazard_town_id_due_on_id", "hazard", ["town_id", "due_on", "id"])
    # notice：新索引 (at)。
    op.create_index("ix_notice_at", "notice", ["at"])
    # notice (key)：不得重复。
    steps.add_unique("notice", sa.UniqueConstraint("key", name="uq_notice_key"))
    # “分析研判”：建检索索引（author, signed_by）。
    steps.create_search("find_analysis_report")
    # “专项行动”：建检索索引（name）。
    steps.create_search("find_campaign")
    # “评查与复盘”：建检索索引（title）。
    steps.create_search("find_case_review")
    # “回头看”：建检索索引（done_by）。
    steps.create_search("find_follow_up")
    # “节假日与调休”：建检索索引（name, source）。
    steps.create_search("find_holiday")
    # “治安重点”：建检索索引（title, place, responsible）。
    steps.create_search("find_hotspot")
    # “法治宣传与培训”：建检索索引（title, place, speaker）。
    steps.create_search("find_legal_publicity")
    # “解纷平台”：建检索索引（name, place, keeper）。
    steps.create_search("find_mediation_venue")
    # “会议会商”：建检索索引（title, chair）。
    steps.create_search("find_meeting")
    # “会议决定事项”：建检索索引（content）。
    steps.create_search("find_meeting_decision")
    # “巡查检查”：建检索索引（place, patrolled_by）。
    steps.create_search("find_patrol")
    # “报送任务”：建检索索引（title）。
    steps.create_search("find_periodic_return")
    # “信访事项”：建检索索引（number, outer_number, title）。
    steps.create_search("find_petition")
    # “接访事项”：建检索索引（matter）。
    steps.create_search("find_reception_matter")
    # “稳定风险评估”：建检索索引（matter）。
    steps.create_search("find_risk_assessment")
    # “工作专班”：建检索索引（name）。
    steps.create_search("find_special_team")
    # “督办与问责”：建检索索引（number, subject, issued_by）。
    steps.create_search("find_supervision")
    # “排查活动”：建检索索引（title, leader）。
    steps.create_search("find_sweep")
    # “三色预警”：建检索索引（responsible）。
    steps.create_search("find_village_warning")
    # policy_version 只增不改：数据库拒绝修改和删除。
    steps.protect("policy_version")
    # return_correction 只增不改：数据库拒绝修改和删除。
    steps.protect("return_correction")
    # return_step 只增不改：数据库拒绝修改和删除。
    steps.protect("return_step")
    # supervision_answer 只增不改：数据库拒绝修改和删除。
    steps.protect("supervision_answer")


def downgrade() -> None:
    # supervision_answer 只增不改：数据库拒绝修改和删除。
    steps.unprotect("supervision_answer")
    # return_step 只增不改：数据库拒绝修改和删除。
    steps.unprotect("return_step")
    # return_correction 只增不改：数据库拒绝修改和删除。
    steps.unprotect("return_correction")
    # policy_version 只增不改：数据库拒绝修改和删除。
    steps.unprotect("policy_version")
    # “三色预警”：建检索索引（responsible）。
    steps.drop_search("find_village_warning")
    # “排查活动”：建检索索引（title, leader）。
    steps.drop_search("find_sweep")
    # “督办与问责”：建检索索引（number, subject, issued_by）。
    steps.drop_search("find_supervision")
    # “工作专班”：建检索索引（name）。
    steps.drop_search("find_special_team")
    # “稳定风险评估”：建检索索引（matter）。
    steps.drop_search("find_risk_assessment")
    # “接访事项”：建检索索引（matter）。
    steps.drop_search("find_reception_matter")
    # “信访事项”：建检索索引（number, outer_number, title）。
    steps.drop_search("find_petition")
    # “报送任务”：建检索索引（title）。
    steps.drop_search("find_periodic_return")
    # “巡查检查”：建检索索引（place, patrolled_by）。
    steps.drop_search("find_patrol")
    # “会议决定事项”：建检索索引（content）。
    steps.drop_search("find_meeting_decision")
    # “会议会商”：建检索索引（title, chair）。
    steps.drop_search("find_meeting")
    # “解纷平台”：建检索索引（name, place, keeper）。
    steps.drop_search("find_mediation_venue")
    # “法治宣传与培训”：建检索索引（title, place, speaker）。
    steps.drop_search("find_legal_publicity")
    # “治安重点”：建检索索引（title, place, responsible）。
    steps.drop_search("find_hotspot")
    # “节假日与调休”：建检索索引（name, source）。
    steps.drop_search("find_holiday")
    # “回头看”：建检索索引（done_by）。
    steps.drop_search("find_follow_up")
    # “评查与复盘”：建检索索引（title）。
    steps.drop_search("find_case_review")
    # “专项行动”：建检索索引（name）。
    steps.drop_search("find_campaign")
    # “分析研判”：建检索索引（author, signed_by）。
    steps.drop_search("find_analysis_report")
    # notice (key)：不得重复。
    steps.drop_unique("notice", ["key"])
    # notice：新索引 (at)。
    op.drop_index("ix_notice_at", table_name="notice")
    # hazard：新索引 (county_id, due_on, colour, kind, village_id, town_id, clock_started_on, verified_on, void_at)、(county_id, found_on, colour, kind, village_id, town_id, level, verified_on, void_at)、(offer_due, id)、(verified_on, county_id, found_on, colour, kind, village_id, town_id, level, due_on, added_steps, void_at)、(county_id, due_on, id)、(county_id, stage, void_at)、(guest_unit_id)、(holder_department_id)、(holder_unit_id)、(offered_department_id)、(offered_unit_id)、(town_id, due_on, id)。
    op.drop_index("ix_hazard_town_id_due_on_id", table_name="hazard")
    op.drop_index("ix_hazard_offered_unit_id", table_name="hazard")
    op.drop_index("ix_hazard_offered_department_id", table_name="hazard")
    op.drop_index("ix_hazard_holder_unit_id", table_name="hazard")
    op.drop_index("ix_hazard_holder_department_id", table_name="hazard")
    op.drop_index("ix_hazard_guest_unit_id", table_name="hazard")
    op.drop_index("ix_hazard_county_id_stage_void_at", table_name="hazard")
    op.drop_index("ix_hazard_county_id_due_on_id", table_name="hazard")
    op.drop_index("ix_hazard_by_verified", table_name="hazard")
    op.drop_index("ix_hazard_by_offer", table_name="hazard")
    op.drop_index("ix_hazard_by_found", table_name="hazard")
    op.drop_index("ix_hazard_by_due", table_name="hazard")
    # dispute：新索引 (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, paused_at, resolved_on, void_at)、(offer_due, id)、(progress_due, id)、(campaign_id)、(guest_unit_id)、(offered_department_id)、(offered_unit_id)。
    op.drop_index("ix_dispute_offered_unit_id", table_name="dispute")
    op.drop_index("ix_dispute_offered_department_id", table_name="dispute")
    op.drop_index("ix_dispute_guest_unit_id", table_name="dispute")
    op.drop_index("ix_dispute_campaign_id", table_name="dispute")
    op.drop_index("ix_dispute_by_progress", table_name="dispute")
    op.drop_index("ix_dispute_by_offer", table_name="dispute")
    op.drop_index("ix_dispute_by_ended", table_name="dispute")
    op.execute("UPDATE hazard SET level = severity, status = stage")
    # “风险隐患台账”的“状态”(status)：可以不填。
    steps.require("hazard", "status")
    # “风险隐患台账”的“办理层级”(level)：可以不填。
    steps.require("hazard", "level")
    # “风险隐患台账”的“办理时限”(due_on)：必填。
    steps.release("hazard", "due_on")
    # “风险隐患台账”的“隐患级别”(severity)：必填。
    steps.release("hazard", "severity")
    # notice：新系统列 key。
    steps.drop_column("notice", "key")
    # notice：新系统列 due_on。
    steps.drop_column("notice", "due_on")
    # notice：新系统列 kind。
    steps.drop_column("notice", "kind")
    # notice：新系统列 record_id。
    steps.drop_column("notice", "record_id")
    # notice：新系统列 register。
    steps.drop_column("notice", "register")
    # notice.step_id：nullable False → True。
    steps.require("notice", "step_id")
    # “风险隐患台账”的“外单位承办”(guest_unit)：新字段。
    steps.drop_column("hazard", "guest_unit_id")
    # “风险隐患台账”的“接收时限”(offer_due)：新字段。
    steps.drop_column("hazard", "offer_due")
    # “风险隐患台账”的“转办部门”(offered_department)：新字段。
    steps.drop_column("hazard", "offered_department_id")
    # “风险隐患台账”的“转办单位”(offered_unit)：新字段。
    steps.drop_column("hazard", "offered_unit_id")
    # “风险隐患台账”的“转办时间”(offered_at)：新字段。
    steps.drop_column("hazard", "offered_at")
    # “风险隐患台账”的“步骤号”(step_number)：新字段。
    steps.drop_column("hazard", "step_number")
    # “风险隐患台账”的“登记时间”(registered_on)：新字段。
    steps.drop_column("hazard", "registered_on")
    # “风险隐患台账”的“计时起点”(clock_started_on)：新字段。
    steps.drop_column("hazard", "clock_started_on")
    # “风险隐患台账”的“闭环状态”(stage)：新字段。
    steps.drop_column("hazard", "stage")
    # “风险隐患台账”的“承办部门”(holder_department)：新字段。
    steps.drop_column("hazard", "holder_department_id")
    # “风险隐患台账”的“承办单位”(holder_unit)：新字段。
    steps.drop_column("hazard", "holder_unit_id")
    # “风险隐患台账”的“人工调整”(steps_by_hand)：新字段。
    steps.drop_column("hazard", "steps_by_hand")
    # “风险隐患台账”的“超期升级次数”(added_steps)：新字段。
    steps.drop_column("hazard", "added_steps")
    # “风险隐患台账”的“评定等级”(base_colour)：新字段。
    steps.drop_column("hazard", "base_colour")
    # “风险隐患台账”的“隐患级别”(severity)：新字段。
    steps.drop_column("hazard", "severity")
    # “矛盾纠纷”的“三定一包完成时间”(planned_at)：新字段。
    steps.drop_column("dispute", "planned_at")
    # “矛盾纠纷”的“报告县级时间”(county_told_at)：新字段。
    steps.drop_column("dispute", "county_told_at")
    # “矛盾纠纷”的“定级时间”(coloured_at)：新字段。
    steps.drop_column("dispute", "coloured_at")
    # “矛盾纠纷”的“外单位承办”(guest_unit)：新字段。
    steps.drop_column("dispute", "guest_unit_id")
    # “矛盾纠纷”的“接收时限”(offer_due)：新字段。
    steps.drop_column("dispute", "offer_due")
    # “矛盾纠纷”的“转办部门”(offered_department)：新字段。
    steps.drop_column("dispute", "offered_department_id")
    # “矛盾纠纷”的“转办单位”(offered_unit)：新字段。
    steps.drop_column("dispute", "offered_unit_id")
    # “矛盾纠纷”的“转办时间”(offered_at)：新字段。
    steps.drop_column("dispute", "offered_at")
    # “矛盾纠纷”的“未报进展累计”(cards)：新字段。
    steps.drop_column("dispute", "cards")
    # “矛盾纠纷”的“连续未报进展次数”(progress_missed)：新字段。
    steps.drop_column("dispute", "progress_missed")
    # “矛盾纠纷”的“应报进展日”(progress_due)：新字段。
    steps.drop_column("dispute", "progress_due")
    # “矛盾纠纷”的“进展计日起点”(progress_from)：新字段。
    steps.drop_column("dispute", "progress_from")
    # “矛盾纠纷”的“暂停原因”(pause_cause)：新字段。
    steps.drop_column("dispute", "pause_cause")
    # “矛盾纠纷”的“暂停计时自”(paused_at)：新字段。
    steps.drop_column("dispute", "paused_at")
    # “矛盾纠纷”的“专项行动”(campaign)：新字段。
    steps.drop_column("dispute", "campaign_id")
    # case_step：新系统列 said。
    steps.drop_column("case_step", "said")
    # case_step：新系统列 told_department_id。
    steps.drop_column("case_step", "told_department_id")
    # case_step：新系统列 told_unit_id。
    steps.drop_column("case_step", "told_unit_id")
    # account：新系统列 mail_to。
    steps.drop_column("account", "mail_to")
    # 新登记簿“督办答复”(supervision_answer)：建表，8 个字段。
    op.drop_table("supervision_answer")
    # “会议决定事项”的多项引用“units”：建关联表 meeting_decision__units。
    op.drop_table("meeting_decision__units")
    # 新登记簿“法治宣传与培训”(legal_publicity)：建表，15 个字段。
    op.drop_table("legal_publicity")
    # “分析研判”的多项引用“upward_cases”：建关联表 analysis_report__upward_cases。
    op.drop_table("analysis_report__upward_cases")
    # “分析研判”的多项引用“concentrated_cases”：建关联表 analysis_report__concentrated_cases。
    op.drop_table("analysis_report__concentrated_cases")
    # 新登记簿“排查活动”(sweep)：建表，17 个字段。
    op.drop_table("sweep")
    # 新登记簿“督办与问责”(supervision)：建表，24 个字段。
    op.drop_table("supervision")
    # 新登记簿“专班成员”(special_team_member)：建表，6 个字段。
    op.drop_table("special_team_member")
    # “工作专班”的多项引用“disputes”：建关联表 special_team__disputes。
    op.drop_table("special_team__disputes")
    # “工作专班”的多项引用“departments”：建关联表 special_team__departments。
    op.drop_table("special_team__departments")
    # “稳定风险评估”的多项引用“disputes”：建关联表 risk_assessment__disputes。
    op.drop_table("risk_assessment__disputes")
    # 新登记簿“接访事项”(reception_matter)：建表，9 个字段。
    op.drop_table("reception_matter")
    # 新建系统表 outbox。
    op.drop_table("outbox")
    # 新登记簿“会议决定事项”(meeting_decision)：建表，10 个字段。
    op.drop_table("meeting_decision")
    # “会议会商”的多项引用“petitions”：建关联表 meeting__petitions。
    op.drop_table("meeting__petitions")
    # “会议会商”的多项引用“disputes”：建关联表 meeting__disputes。
    op.drop_table("meeting__disputes")
    # 新登记簿“评查与复盘”(case_review)：建表，19 个字段。
    op.drop_table("case_review")
    # “专项行动”的多项引用“departments”：建关联表 campaign__departments。
    op.drop_table("campaign__departments")
    # 新登记簿“分析研判”(analysis_report)：建表，20 个字段。
    op.drop_table("analysis_report")
    # 新登记簿“三色预警”(village_warning)：建表，13 个字段。
    op.drop_table("village_warning")
    # 新登记簿“帮扶疏导”(support_measure)：建表，10 个字段。
    op.drop_table("support_measure")
    # 新登记簿“工作专班”(special_team)：建表，16 个字段。
    op.drop_table("special_team")
    # 新登记簿“稳定风险评估”(risk_assessment)：建表，19 个字段。
    op.drop_table("risk_assessment")
    # 新建系统表 return_step。
    op.drop_table("return_step")
    # 新建系统表 return_row。
    op.drop_table("return_row")
    # 新建系统表 return_correction。
    op.drop_table("return_correction")
    # 新登记簿“接访与值班受理”(reception_log)：建表，11 个字段。
    op.drop_table("reception_log")
    # 新建系统表 policy_version。
    op.drop_table("policy_version")
    # 新登记簿“信访事项”(petition)：建表，28 个字段。
    op.drop_table("petition")
    # 新登记簿“报送任务”(periodic_return)：建表，16 个字段。
    op.drop_table("periodic_return")
    # 新登记簿“巡查检查”(patrol)：建表，15 个字段。
    op.drop_table("patrol")
    # 新建系统表 outbox_message。
    op.drop_table("outbox_message")
    # 新建系统表 notice_read。
    op.drop_table("notice_read")
    # 新登记簿“会议会商”(meeting)：建表，16 个字段。
    op.drop_table("meeting")
    # 新登记簿“解纷平台”(mediation_venue)：建表，19 个字段。
    op.drop_table("mediation_venue")
    # 新登记簿“治安重点”(hotspot)：建表，19 个字段。
    op.drop_table("hotspot")
    # 新登记簿“节假日与调休”(holiday)：建表，4 个字段。
    op.drop_table("holiday")
    # “风险隐患台账”的多项引用“assisting_units”：建关联表 hazard__assisting_units。
    op.drop_table("hazard__assisting_units")
    # “风险隐患台账”的多项引用“assisting_departments”：建关联表 hazard__assisting_departments。
    op.drop_table("hazard__assisting_departments")
    # 新登记簿“回头看”(follow_up)：建表，10 个字段。
    op.drop_table("follow_up")
    # “矛盾纠纷”的多项引用“assisting_units”：建关联表 dispute__assisting_units。
    op.drop_table("dispute__assisting_units")
    # “矛盾纠纷”的多项引用“assisting_departments”：建关联表 dispute__assisting_departments。
    op.drop_table("dispute__assisting_departments")
    # 新登记簿“诉讼指标”(court_figures)：建表，10 个字段。
    op.drop_table("court_figures")
    # 新登记簿“专项行动”(campaign)：建表，14 个字段。
    op.drop_table("campaign")
    # dispute：去掉索引 (ended_on, county_id, found_on, colour, category, village_id, town_id, level, due_on, added_steps, resolved_on, void_at)。
    op.create_index("ix_dispute_by_ended", "dispute", ["ended_on", "county_id", "found_on", "colour", "category", "village_id", "town_id", "level", "due_on", "added_steps", "resolved_on", "void_at"], sqlite_where=sa.text("resolved_on IS NULL"), postgresql_where=sa.text("resolved_on IS NULL"))
