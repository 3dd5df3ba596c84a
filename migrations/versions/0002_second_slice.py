"""second slice

- 新建系统表 card_link。
  New system table card_link.
- 新登记簿“调解与走访记录”(dispute_event)：建表，10 个字段。
  New register 'Case notes' (dispute_event): a table with 10 fields.
- 新登记簿“网格员”(grid_officer)：建表，13 个字段。
  New register 'Grid officers' (grid_officer): a table with 13 fields.
- 新建系统表 invitation。
  New system table invitation.
- 新登记簿“应急预案”(plan)：建表，14 个字段。
  New register 'Emergency plans' (plan): a table with 14 fields.
- 新建系统表 saved_view。
  New system table saved_view.
- 新建系统表 sending。
  New system table sending.
- 新登记簿“应急避难场所”(shelter)：建表，16 个字段。
  New register 'Shelters' (shelter): a table with 16 fields.
- 新建系统表 stock_balance。
  New system table stock_balance.
- 新登记簿“应急物资目录”(supply_item)：建表，8 个字段。
  New register 'Supply catalogue' (supply_item): a table with 8 fields.
- 新登记簿“物资储备点”(supply_point)：建表，12 个字段。
  New register 'Supply points' (supply_point): a table with 12 fields.
- 新登记簿“目标责任清单”(work_task)：建表，19 个字段。
  New register 'Work tasks' (work_task): a table with 19 fields.
- 新登记簿“应急演练”(drill)：建表，17 个字段。
  New register 'Drills' (drill): a table with 17 fields.
- 新登记簿“转移避险路线”(evacuation_route)：建表，17 个字段。
  New register 'Evacuation routes' (evacuation_route): a table with 17 fields.
- 新登记簿“事故灾害信息”(incident)：建表，28 个字段。
  New register 'Incidents' (incident): a table with 28 fields.
- 新登记簿“最低储备”(supply_minimum)：建表，4 个字段。
  New register 'Minimum stock' (supply_minimum): a table with 4 fields.
- “目标责任清单”的多项引用“responsible_departments”：建关联表 work_task__responsible_departments。
  Many references 'responsible_departments' of 'Work tasks': a link table work_task__responsible_departments.
- “目标责任清单”的多项引用“responsible_units”：建关联表 work_task__responsible_units。
  Many references 'responsible_units' of 'Work tasks': a link table work_task__responsible_units.
- 新登记簿“任务进展”(work_task_progress)：建表，8 个字段。
  New register 'Progress of tasks' (work_task_progress): a table with 8 fields.
- 新登记簿“应急明白卡”(contact_card)：建表，16 个字段。
  New register 'Contact cards' (contact_card): a table with 16 fields.
- “应急演练”的多项引用“teams”：建关联表 drill__teams。
  Many references 'teams' of 'Drills': a link table drill__teams.
- 新登记簿“演练问题”(drill_finding)：建表，8 个字段。
  New register 'Findings of drills' (drill_finding): a table with 8 fields.
- “事故灾害信息”的多项引用“teams”：建关联表 incident__teams。
  Many references 'teams' of 'Incidents': a link table incident__teams.
- 新登记簿“事件续报”(incident_report)：建表，13 个字段。
  New register 'Incident reports' (incident_report): a table with 13 fields.
- 新登记簿“物资出入库”(stock_movement)：建表，18 个字段。
  New register 'Stock movements' (stock_movement): a table with 18 fields.
- “应急明白卡”的多项引用“hazards”：建关联表 contact_card__hazards。
  Many references 'hazards' of 'Contact cards': a link table contact_card__hazards.
- purge_permit.log：sa.String(20) → sa.String(60)。
  purge_permit.log: sa.String(20) → sa.String(60).
- “应急明白卡”：建检索索引（title）。
  'Contact cards': a search index over title.
- “应急演练”：建检索索引（title, place, leader）。
  'Drills': a search index over title, place, leader.
- “演练问题”：建检索索引（problem）。
  'Findings of drills': a search index over problem.
- “转移避险路线”：建检索索引（name, start, leader）。
  'Evacuation routes': a search index over name, start, leader.
- “网格员”：建检索索引（name, area）。
  'Grid officers': a search index over name, area.
- “事故灾害信息”：建检索索引（number, title, place）。
  'Incidents': a search index over number, title, place.
- “应急预案”：建检索索引（name, owner）。
  'Emergency plans': a search index over name, owner.
- “应急避难场所”：建检索索引（name, place, keeper）。
  'Shelters': a search index over name, place, keeper.
- “物资出入库”：建检索索引（handled_by, voucher, purpose）。
  'Stock movements': a search index over handled_by, voucher, purpose.
- “应急物资目录”：建检索索引（name, specification）。
  'Supply catalogue': a search index over name, specification.
- “物资储备点”：建检索索引（name, place, keeper）。
  'Supply points': a search index over name, place, keeper.
- “目标责任清单”：建检索索引（name）。
  'Work tasks': a search index over name.
- dispute_event 只增不改：数据库拒绝修改和删除。
  dispute_event is append-only: the database refuses changes.
- incident_report 只增不改：数据库拒绝修改和删除。
  incident_report is append-only: the database refuses changes.
- stock_movement 只增不改：数据库拒绝修改和删除。
  stock_movement is append-only: the database refuses changes.

Revision 0002, after 0001; written on 2026-11-22.
"""

import datetime  # noqa: F401

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

from app.model import migration_steps as steps  # noqa: F401
from app.model.append_only import transaction_number  # noqa: F401

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 新建系统表 card_link。
    op.create_table("card_link",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("made_by", sa.Integer()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_card_link"),
    )
    op.create_index("ix_card_link_record_id", "card_link", ["record_id"])
    # 新登记簿“调解与走访记录”(dispute_event)：建表，10 个字段。
    op.create_table("dispute_event",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute_event_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_dispute_event_dispute_id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(100)),
        sa.Column("host", sa.String(50), nullable=False),
        sa.Column("present", sa.String(200)),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("result", sa.String(40)),
        sa.Column("next_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_event"),
    )
    op.create_index("ix_dispute_event_county_id_happened_on_id", "dispute_event", ["county_id", "happened_on", "id"])
    op.create_index("ix_dispute_event_dispute_id", "dispute_event", ["dispute_id"])
    op.create_index("ix_dispute_event_grid_id", "dispute_event", ["grid_id"])
    op.create_index("ix_dispute_event_town_id_happened_on_id", "dispute_event", ["town_id", "happened_on", "id"])
    op.create_index("ix_dispute_event_unit_id", "dispute_event", ["unit_id"])
    op.create_index("ix_dispute_event_village_id_happened_on_id", "dispute_event", ["village_id", "happened_on", "id"])
    # 新登记簿“网格员”(grid_officer)：建表，13 个字段。
    op.create_table("grid_officer",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("record_key", sa.LargeBinary()),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_grid_officer_unit_id"), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("sex", sa.String(40)),
        sa.Column("id_number", sa.LargeBinary()),
        sa.Column("id_number_index", sa.String(32)),
        sa.Column("phone", sa.String(255), nullable=False),
        sa.Column("time", sa.String(40)),
        sa.Column("roles", sa.String(1000)),
        sa.Column("households", sa.BigInteger()),
        sa.Column("area", sa.String(200)),
        sa.Column("trained_on", sa.Date()),
        sa.Column("joined_on", sa.String(10)),
        sa.Column("left_on", sa.Date()),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_grid_officer"),
    )
    op.create_index("ix_grid_officer_county_id_left_on_town_id_time_void_at", "grid_officer", ["county_id", "left_on", "town_id", "time", "void_at"])
    op.create_index("ix_grid_officer_county_id_name_id", "grid_officer", ["county_id", "name", "id"])
    op.create_index("ix_grid_officer_grid_id", "grid_officer", ["grid_id"])
    op.create_index("ix_grid_officer_id_number_index", "grid_officer", ["id_number_index"])
    op.create_index("ix_grid_officer_town_id_name_id", "grid_officer", ["town_id", "name", "id"])
    op.create_index("ix_grid_officer_unit_id_name", "grid_officer", ["unit_id", "name"])
    op.create_index("ix_grid_officer_village_id_name_id", "grid_officer", ["village_id", "name", "id"])
    # 新建系统表 invitation。
    op.create_table("invitation",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
    )
    op.create_index("ix_invitation_user_id", "invitation", ["user_id"])
    # 新登记簿“应急预案”(plan)：建表，14 个字段。
    op.create_table("plan",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_plan_unit_id"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version_name", sa.String(20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("revised_on", sa.Date()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(50)),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_plan_lead_department_id")),
        sa.Column("filed_on", sa.Date()),
        sa.Column("filed_number", sa.String(40)),
        sa.Column("summary", sa.String(1000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_county_id_issued_on_id", "plan", ["county_id", "issued_on", "id"])
    op.create_index("ix_plan_county_id_name_id", "plan", ["county_id", "name", "id"])
    op.create_index("ix_plan_county_id_status_kind_void_at", "plan", ["county_id", "status", "kind", "void_at"])
    op.create_index("ix_plan_county_id_town_id_status_void_at", "plan", ["county_id", "town_id", "status", "void_at"])
    op.create_index("ix_plan_grid_id", "plan", ["grid_id"])
    op.create_index("ix_plan_lead_department_id", "plan", ["lead_department_id"])
    op.create_index("ix_plan_one_unit_id_name_version_name", "plan", ["unit_id", "name", "version_name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_plan_town_id_issued_on_id", "plan", ["town_id", "issued_on", "id"])
    op.create_index("ix_plan_town_id_name_id", "plan", ["town_id", "name", "id"])
    op.create_index("ix_plan_unit_id", "plan", ["unit_id"])
    op.create_index("ix_plan_village_id_name_id", "plan", ["village_id", "name", "id"])
    # 新建系统表 saved_view。
    op.create_table("saved_view",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.String(2000), nullable=False),
        sa.Column("role", sa.String(40)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_saved_view_unit_id")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("user_id", "register", "name", name="uq_saved_view_name"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_shared", "saved_view", ["unit_id", "role", "register"])
    # 新建系统表 sending。
    op.create_table("sending",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("record_id", steps.ID),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_sending"),
    )
    op.create_index("ix_sending_at", "sending", ["at"])
    # 新登记簿“应急避难场所”(shelter)：建表，16 个字段。
    op.create_table("shelter",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("record_key", sa.LargeBinary()),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_shelter_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("indoor", sa.Boolean()),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("signs", sa.Boolean()),
        sa.Column("water", sa.Boolean()),
        sa.Column("power", sa.Boolean()),
        sa.Column("keeper", sa.String(50)),
        sa.Column("phone", sa.String(255)),
        sa.Column("checked_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_shelter"),
    )
    op.create_index("ix_shelter_county_id_capacity_id", "shelter", ["county_id", "capacity", "id"])
    op.create_index("ix_shelter_county_id_kind_void_at", "shelter", ["county_id", "kind", "void_at"])
    op.create_index("ix_shelter_county_id_name_id", "shelter", ["county_id", "name", "id"])
    op.create_index("ix_shelter_county_id_town_id_capacity_void_at", "shelter", ["county_id", "town_id", "capacity", "void_at"])
    op.create_index("ix_shelter_grid_id", "shelter", ["grid_id"])
    op.create_index("ix_shelter_one_unit_id_name", "shelter", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_shelter_town_id_capacity_id", "shelter", ["town_id", "capacity", "id"])
    op.create_index("ix_shelter_town_id_name_id", "shelter", ["town_id", "name", "id"])
    op.create_index("ix_shelter_unit_id", "shelter", ["unit_id"])
    op.create_index("ix_shelter_village_id_name_id", "shelter", ["village_id", "name", "id"])
    # 新建系统表 stock_balance。
    op.create_table("stock_balance",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("point_id", steps.ID, nullable=False),
        sa.Column("item_id", steps.ID, nullable=False),
        sa.Column("batch", sa.String(30), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date()),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("point_id", "item_id", "batch", name="uq_stock_balance_point_id_item_id_batch"),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_stock_balance_not_negative")),
        sa.PrimaryKeyConstraint("id", name="pk_stock_balance"),
    )
    # 新登记簿“应急物资目录”(supply_item)：建表，8 个字段。
    op.create_table("supply_item",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("measure", sa.String(10), nullable=False),
        sa.Column("specification", sa.String(100)),
        sa.Column("minimum", sa.BigInteger()),
        sa.Column("shelf_months", sa.BigInteger()),
        sa.Column("storage", sa.String(100)),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_supply_item"),
    )
    op.create_index("ix_supply_item_one_name", "supply_item", ["name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    # 新登记簿“物资储备点”(supply_point)：建表，12 个字段。
    op.create_table("supply_point",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("record_key", sa.LargeBinary()),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_supply_point_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("keeper", sa.String(50), nullable=False),
        sa.Column("phone", sa.String(255)),
        sa.Column("partner", sa.String(60)),
        sa.Column("agreement_valid_to", sa.Date()),
        sa.Column("checked_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_supply_point"),
    )
    op.create_index("ix_supply_point_county_id_kind_void_at", "supply_point", ["county_id", "kind", "void_at"])
    op.create_index("ix_supply_point_county_id_name_id", "supply_point", ["county_id", "name", "id"])
    op.create_index("ix_supply_point_county_id_town_id_kind_void_at", "supply_point", ["county_id", "town_id", "kind", "void_at"])
    op.create_index("ix_supply_point_grid_id", "supply_point", ["grid_id"])
    op.create_index("ix_supply_point_one_unit_id_name", "supply_point", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_supply_point_town_id_name_id", "supply_point", ["town_id", "name", "id"])
    op.create_index("ix_supply_point_unit_id", "supply_point", ["unit_id"])
    op.create_index("ix_supply_point_village_id_name_id", "supply_point", ["village_id", "name", "id"])
    # 新登记簿“目标责任清单”(work_task)：建表，19 个字段。
    op.create_table("work_task",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_work_task_unit_id"), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("content", sa.String(1000), nullable=False),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_work_task_lead_department_id")),
        sa.Column("all_villages", sa.Boolean()),
        sa.Column("all_departments", sa.Boolean()),
        sa.Column("deadline", sa.String(10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("progress", sa.String(2000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_work_task"),
    )
    op.create_index("ix_work_task_county_id_category_status_void_at", "work_task", ["county_id", "category", "status", "void_at"])
    op.create_index("ix_work_task_county_id_due_on_id", "work_task", ["county_id", "due_on", "id"])
    op.create_index("ix_work_task_county_id_lead_department_id_status_void_at", "work_task", ["county_id", "lead_department_id", "status", "void_at"])
    op.create_index("ix_work_task_county_id_seq_id", "work_task", ["county_id", "seq", "id"])
    op.create_index("ix_work_task_county_id_status_void_at", "work_task", ["county_id", "status", "void_at"])
    op.create_index("ix_work_task_county_id_year_id", "work_task", ["county_id", "year", "id"])
    op.create_index("ix_work_task_grid_id", "work_task", ["grid_id"])
    op.create_index("ix_work_task_lead_department_id", "work_task", ["lead_department_id"])
    op.create_index("ix_work_task_one_unit_id_year_origin_seq", "work_task", ["unit_id", "year", "origin", "seq"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_work_task_town_id_due_on_id", "work_task", ["town_id", "due_on", "id"])
    op.create_index("ix_work_task_town_id_seq_id", "work_task", ["town_id", "seq", "id"])
    op.create_index("ix_work_task_town_id_year_id", "work_task", ["town_id", "year", "id"])
    op.create_index("ix_work_task_unit_id", "work_task", ["unit_id"])
    op.create_index("ix_work_task_village_id_due_on_id", "work_task", ["village_id", "due_on", "id"])
    # 新登记簿“应急演练”(drill)：建表，17 个字段。
    op.create_table("drill",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_drill_unit_id"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(40)),
        sa.Column("plan_id", steps.ID, sa.ForeignKey("plan.id", name="fk_drill_plan_id")),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_drill_lead_department_id")),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date()),
        sa.Column("place", sa.String(100)),
        sa.Column("leader", sa.String(50)),
        sa.Column("participants", sa.BigInteger()),
        sa.Column("evacuated", sa.BigInteger()),
        sa.Column("minutes", sa.BigInteger()),
        sa.Column("summary", sa.String(2000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_drill"),
    )
    op.create_index("ix_drill_county_id_held_on_town_id_kind_void_at", "drill", ["county_id", "held_on", "town_id", "kind", "void_at"])
    op.create_index("ix_drill_county_id_planned_on_id", "drill", ["county_id", "planned_on", "id"])
    op.create_index("ix_drill_county_id_planned_on_kind_void_at", "drill", ["county_id", "planned_on", "kind", "void_at"])
    op.create_index("ix_drill_county_id_title_id", "drill", ["county_id", "title", "id"])
    op.create_index("ix_drill_grid_id", "drill", ["grid_id"])
    op.create_index("ix_drill_lead_department_id", "drill", ["lead_department_id"])
    op.create_index("ix_drill_one_unit_id_title_planned_on", "drill", ["unit_id", "title", "planned_on"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_drill_plan_id", "drill", ["plan_id"])
    op.create_index("ix_drill_town_id_planned_on_id", "drill", ["town_id", "planned_on", "id"])
    op.create_index("ix_drill_town_id_title_id", "drill", ["town_id", "title", "id"])
    op.create_index("ix_drill_unit_id", "drill", ["unit_id"])
    op.create_index("ix_drill_village_id_planned_on_id", "drill", ["village_id", "planned_on", "id"])
    # 新登记簿“转移避险路线”(evacuation_route)：建表，17 个字段。
    op.create_table("evacuation_route",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("record_key", sa.LargeBinary()),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_evacuation_route_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("hazard_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_evacuation_route_hazard_id")),
        sa.Column("start", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("shelter_id", steps.ID, sa.ForeignKey("shelter.id", name="fk_evacuation_route_shelter_id"), nullable=False),
        sa.Column("via", sa.String(200)),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.BigInteger()),
        sa.Column("households", sa.BigInteger()),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("leader", sa.String(50), nullable=False),
        sa.Column("phone", sa.String(255)),
        sa.Column("night_ok", sa.Boolean()),
        sa.Column("walked_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_evacuation_route"),
    )
    op.create_index("ix_evacuation_route_county_id_name_id", "evacuation_route", ["county_id", "name", "id"])
    op.create_index("ix_evacuation_route_county_id_people_id", "evacuation_route", ["county_id", "people", "id"])
    op.create_index("ix_evacuation_route_county_id_town_id_people_void_at", "evacuation_route", ["county_id", "town_id", "people", "void_at"])
    op.create_index("ix_evacuation_route_grid_id", "evacuation_route", ["grid_id"])
    op.create_index("ix_evacuation_route_hazard_id", "evacuation_route", ["hazard_id"])
    op.create_index("ix_evacuation_route_one_unit_id_name", "evacuation_route", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_evacuation_route_shelter_id", "evacuation_route", ["shelter_id"])
    op.create_index("ix_evacuation_route_town_id_name_id", "evacuation_route", ["town_id", "name", "id"])
    op.create_index("ix_evacuation_route_town_id_people_id", "evacuation_route", ["town_id", "people", "id"])
    op.create_index("ix_evacuation_route_unit_id", "evacuation_route", ["unit_id"])
    op.create_index("ix_evacuation_route_village_id_name_id", "evacuation_route", ["village_id", "name", "id"])
    # 新登记簿“事故灾害信息”(incident)：建表，28 个字段。
    op.create_table("incident",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_incident_unit_id"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(50), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("public_order", sa.Boolean()),
        sa.Column("lawful_at", sa.DateTime(timezone=True)),
        sa.Column("opinion_at", sa.DateTime(timezone=True)),
        sa.Column("control_at", sa.DateTime(timezone=True)),
        sa.Column("dead", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.Column("injured", sa.BigInteger(), nullable=False),
        sa.Column("affected", sa.BigInteger()),
        sa.Column("evacuated", sa.BigInteger()),
        sa.Column("loss", sa.BigInteger()),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_incident_lead_department_id")),
        sa.Column("plan_id", steps.ID, sa.ForeignKey("plan.id", name="fk_incident_plan_id")),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_county_id_kind_severity_void_at", "incident", ["county_id", "kind", "severity", "void_at"])
    op.create_index("ix_incident_county_id_occurred_at_id", "incident", ["county_id", "occurred_at", "id"])
    op.create_index("ix_incident_county_id_occurred_at_void_at", "incident", ["county_id", "occurred_at", "void_at"])
    op.create_index("ix_incident_county_id_severity_id", "incident", ["county_id", "severity", "id"])
    op.create_index("ix_incident_county_id_town_id_severity_void_at", "incident", ["county_id", "town_id", "severity", "void_at"])
    op.create_index("ix_incident_grid_id", "incident", ["grid_id"])
    op.create_index("ix_incident_lead_department_id", "incident", ["lead_department_id"])
    op.create_index("ix_incident_plan_id", "incident", ["plan_id"])
    op.create_index("ix_incident_town_id_occurred_at_id", "incident", ["town_id", "occurred_at", "id"])
    op.create_index("ix_incident_town_id_severity_id", "incident", ["town_id", "severity", "id"])
    op.create_index("ix_incident_unit_id_title", "incident", ["unit_id", "title"])
    op.create_index("ix_incident_village_id_occurred_at_id", "incident", ["village_id", "occurred_at", "id"])
    # 新登记簿“最低储备”(supply_minimum)：建表，4 个字段。
    op.create_table("supply_minimum",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_supply_minimum_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("point_id", steps.ID, sa.ForeignKey("supply_point.id", name="fk_supply_minimum_point_id"), nullable=False),
        sa.Column("item_id", steps.ID, sa.ForeignKey("supply_item.id", name="fk_supply_minimum_item_id"), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("remarks", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_supply_minimum"),
    )
    op.create_index("ix_supply_minimum_county_id_minimum_id", "supply_minimum", ["county_id", "minimum", "id"])
    op.create_index("ix_supply_minimum_grid_id", "supply_minimum", ["grid_id"])
    op.create_index("ix_supply_minimum_item_id", "supply_minimum", ["item_id"])
    op.create_index("ix_supply_minimum_one_point_id_item_id", "supply_minimum", ["point_id", "item_id"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_supply_minimum_point_id", "supply_minimum", ["point_id"])
    op.create_index("ix_supply_minimum_town_id_minimum_id", "supply_minimum", ["town_id", "minimum", "id"])
    op.create_index("ix_supply_minimum_unit_id", "supply_minimum", ["unit_id"])
    op.create_index("ix_supply_minimum_village_id_minimum_id", "supply_minimum", ["village_id", "minimum", "id"])
    # “目标责任清单”的多项引用“responsible_departments”：建关联表 work_task__responsible_departments。
    op.create_table("work_task__responsible_departments",
        sa.Column("record_id", steps.ID, sa.ForeignKey("work_task.id", name="fk_work_task__responsible_departments_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("department.id", name="fk_work_task__responsible_departments_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_work_task__responsible_departments"),
    )
    op.create_index("ix_work_task__responsible_departments_target_id", "work_task__responsible_departments", ["target_id"])
    # “目标责任清单”的多项引用“responsible_units”：建关联表 work_task__responsible_units。
    op.create_table("work_task__responsible_units",
        sa.Column("record_id", steps.ID, sa.ForeignKey("work_task.id", name="fk_work_task__responsible_units_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("unit.id", name="fk_work_task__responsible_units_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_work_task__responsible_units"),
    )
    op.create_index("ix_work_task__responsible_units_target_id", "work_task__responsible_units", ["target_id"])
    # 新登记簿“任务进展”(work_task_progress)：建表，8 个字段。
    op.create_table("work_task_progress",
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
        sa.Column("task_id", steps.ID, sa.ForeignKey("work_task.id", name="fk_work_task_progress_task_id"), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_work_task_progress_unit_id"), nullable=False),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_work_task_progress_holder_department_id")),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("progress", sa.String(1000)),
        sa.Column("reported_by", sa.String(50)),
        sa.PrimaryKeyConstraint("id", name="pk_work_task_progress"),
    )
    op.create_index("ix_work_task_progress_county_id_status_id", "work_task_progress", ["county_id", "status", "id"])
    op.create_index("ix_work_task_progress_county_id_town_id_status_void_at", "work_task_progress", ["county_id", "town_id", "status", "void_at"])
    op.create_index("ix_work_task_progress_grid_id", "work_task_progress", ["grid_id"])
    op.create_index("ix_work_task_progress_holder_department_id", "work_task_progress", ["holder_department_id"])
    op.create_index("ix_work_task_progress_one_task_id_unit_id_holder_department_id", "work_task_progress", ["task_id", "unit_id", "holder_department_id"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_work_task_progress_task_id_unit_id", "work_task_progress", ["task_id", "unit_id"])
    op.create_index("ix_work_task_progress_town_id_status_id", "work_task_progress", ["town_id", "status", "id"])
    op.create_index("ix_work_task_progress_unit_id", "work_task_progress", ["unit_id"])
    op.create_index("ix_work_task_progress_village_id_status_id", "work_task_progress", ["village_id", "status", "id"])
    # 新登记簿“应急明白卡”(contact_card)：建表，16 个字段。
    op.create_table("contact_card",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_contact_card_unit_id"), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("officer_id", steps.ID, sa.ForeignKey("grid_officer.id", name="fk_contact_card_officer_id"), nullable=False),
        sa.Column("contacts", sa.String(500)),
        sa.Column("risk_kinds", sa.String(1000)),
        sa.Column("key_risks", sa.String(600), nullable=False),
        sa.Column("duties", sa.String(600)),
        sa.Column("shelter_id", steps.ID, sa.ForeignKey("shelter.id", name="fk_contact_card_shelter_id")),
        sa.Column("route_id", steps.ID, sa.ForeignKey("evacuation_route.id", name="fk_contact_card_route_id")),
        sa.Column("hotline", sa.String(255), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("copies", sa.BigInteger()),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_contact_card"),
    )
    op.create_index("ix_contact_card_county_id_issued_on_id", "contact_card", ["county_id", "issued_on", "id"])
    op.create_index("ix_contact_card_county_id_title_id", "contact_card", ["county_id", "title", "id"])
    op.create_index("ix_contact_card_grid_id", "contact_card", ["grid_id"])
    op.create_index("ix_contact_card_officer_id", "contact_card", ["officer_id"])
    op.create_index("ix_contact_card_route_id", "contact_card", ["route_id"])
    op.create_index("ix_contact_card_shelter_id", "contact_card", ["shelter_id"])
    op.create_index("ix_contact_card_town_id_issued_on_id", "contact_card", ["town_id", "issued_on", "id"])
    op.create_index("ix_contact_card_town_id_title_id", "contact_card", ["town_id", "title", "id"])
    op.create_index("ix_contact_card_unit_id_title", "contact_card", ["unit_id", "title"])
    op.create_index("ix_contact_card_village_id_title_id", "contact_card", ["village_id", "title", "id"])
    # “应急演练”的多项引用“teams”：建关联表 drill__teams。
    op.create_table("drill__teams",
        sa.Column("record_id", steps.ID, sa.ForeignKey("drill.id", name="fk_drill__teams_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("emergency_team.id", name="fk_drill__teams_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_drill__teams"),
    )
    op.create_index("ix_drill__teams_target_id", "drill__teams", ["target_id"])
    # 新登记簿“演练问题”(drill_finding)：建表，8 个字段。
    op.create_table("drill_finding",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_drill_finding_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("drill_id", steps.ID, sa.ForeignKey("drill.id", name="fk_drill_finding_drill_id"), nullable=False),
        sa.Column("problem", sa.String(200), nullable=False),
        sa.Column("measures", sa.String(300)),
        sa.Column("responsible", sa.String(50), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("fixed_on", sa.Date()),
        sa.Column("task_id", steps.ID, sa.ForeignKey("work_task.id", name="fk_drill_finding_task_id")),
        sa.PrimaryKeyConstraint("id", name="pk_drill_finding"),
    )
    op.create_index("ix_drill_finding_county_id_due_on_id", "drill_finding", ["county_id", "due_on", "id"])
    op.create_index("ix_drill_finding_county_id_status_id", "drill_finding", ["county_id", "status", "id"])
    op.create_index("ix_drill_finding_drill_id", "drill_finding", ["drill_id"])
    op.create_index("ix_drill_finding_grid_id", "drill_finding", ["grid_id"])
    op.create_index("ix_drill_finding_task_id", "drill_finding", ["task_id"])
    op.create_index("ix_drill_finding_town_id_due_on_id", "drill_finding", ["town_id", "due_on", "id"])
    op.create_index("ix_drill_finding_town_id_status_id", "drill_finding", ["town_id", "status", "id"])
    op.create_index("ix_drill_finding_unit_id", "drill_finding", ["unit_id"])
    op.create_index("ix_drill_finding_village_id_due_on_id", "drill_finding", ["village_id", "due_on", "id"])
    # “事故灾害信息”的多项引用“teams”：建关联表 incident__teams。
    op.create_table("incident__teams",
        sa.Column("record_id", steps.ID, sa.ForeignKey("incident.id", name="fk_incident__teams_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("emergency_team.id", name="fk_incident__teams_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_incident__teams"),
    )
    op.create_index("ix_incident__teams_target_id", "incident__teams", ["target_id"])
    # 新登记簿“事件续报”(incident_report)：建表，13 个字段。
    op.create_table("incident_report",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_incident_report_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("incident_id", steps.ID, sa.ForeignKey("incident.id", name="fk_incident_report_incident_id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(50), nullable=False),
        sa.Column("reported_to", sa.String(60), nullable=False),
        sa.Column("content", sa.String(2000), nullable=False),
        sa.Column("dead", sa.BigInteger()),
        sa.Column("missing", sa.BigInteger()),
        sa.Column("injured", sa.BigInteger()),
        sa.Column("affected", sa.BigInteger()),
        sa.Column("evacuated", sa.BigInteger()),
        sa.Column("loss", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_incident_report"),
    )
    op.create_index("ix_incident_report_county_id_reported_at_id", "incident_report", ["county_id", "reported_at", "id"])
    op.create_index("ix_incident_report_grid_id", "incident_report", ["grid_id"])
    op.create_index("ix_incident_report_incident_id", "incident_report", ["incident_id"])
    op.create_index("ix_incident_report_town_id_reported_at_id", "incident_report", ["town_id", "reported_at", "id"])
    op.create_index("ix_incident_report_unit_id", "incident_report", ["unit_id"])
    op.create_index("ix_incident_report_village_id_reported_at_id", "incident_report", ["village_id", "reported_at", "id"])
    # 新登记簿“物资出入库”(stock_movement)：建表，18 个字段。
    op.create_table("stock_movement",
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
        sa.Column("point_id", steps.ID, sa.ForeignKey("supply_point.id", name="fk_stock_movement_point_id"), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_stock_movement_unit_id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("item_id", steps.ID, sa.ForeignKey("supply_item.id", name="fk_stock_movement_item_id"), nullable=False),
        sa.Column("batch", sa.String(30)),
        sa.Column("expires_on", sa.Date()),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("to_point_id", steps.ID, sa.ForeignKey("supply_point.id", name="fk_stock_movement_to_point_id")),
        sa.Column("from_point_id", steps.ID, sa.ForeignKey("supply_point.id", name="fk_stock_movement_from_point_id")),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("handled_by", sa.String(50), nullable=False),
        sa.Column("incident_id", steps.ID, sa.ForeignKey("incident.id", name="fk_stock_movement_incident_id")),
        sa.Column("voucher", sa.String(40)),
        sa.Column("purpose", sa.String(100)),
        sa.Column("change", sa.BigInteger()),
        sa.Column("balance_after", sa.BigInteger()),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_stock_movement"),
    )
    op.create_index("ix_stock_movement_county_id_kind_item_id_quantity_void_at", "stock_movement", ["county_id", "kind", "item_id", "quantity", "void_at"])
    op.create_index("ix_stock_movement_county_id_moved_on_id", "stock_movement", ["county_id", "moved_on", "id"])
    op.create_index("ix_stock_movement_county_id_moved_on_kind_void_at", "stock_movement", ["county_id", "moved_on", "kind", "void_at"])
    op.create_index("ix_stock_movement_county_id_quantity_id", "stock_movement", ["county_id", "quantity", "id"])
    op.create_index("ix_stock_movement_from_point_id", "stock_movement", ["from_point_id"])
    op.create_index("ix_stock_movement_grid_id", "stock_movement", ["grid_id"])
    op.create_index("ix_stock_movement_incident_id", "stock_movement", ["incident_id"])
    op.create_index("ix_stock_movement_item_id", "stock_movement", ["item_id"])
    op.create_index("ix_stock_movement_one_point_id_voucher", "stock_movement", ["point_id", "voucher"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_stock_movement_point_id", "stock_movement", ["point_id"])
    op.create_index("ix_stock_movement_to_point_id", "stock_movement", ["to_point_id"])
    op.create_index("ix_stock_movement_town_id_moved_on_id", "stock_movement", ["town_id", "moved_on", "id"])
    op.create_index("ix_stock_movement_town_id_quantity_id", "stock_movement", ["town_id", "quantity", "id"])
    op.create_index("ix_stock_movement_unit_id", "stock_movement", ["unit_id"])
    op.create_index("ix_stock_movement_village_id_moved_on_id", "stock_movement", ["village_id", "moved_on", "id"])
    # “应急明白卡”的多项引用“hazards”：建关联表 contact_card__hazards。
    op.create_table("contact_card__hazards",
        sa.Column("record_id", steps.ID, sa.ForeignKey("contact_card.id", name="fk_contact_card__hazards_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("hazard.id", name="fk_contact_card__hazards_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_contact_card__hazards"),
    )
    op.create_index("ix_contact_card__hazards_target_id", "contact_card__hazards", ["target_id"])
    # purge_permit.log：sa.String(20) → sa.String(60)。
    steps.retype("purge_permit", "log", sa.String(60))
    # “应急明白卡”：建检索索引（title）。
    steps.create_search("find_contact_card")
    # “应急演练”：建检索索引（title, place, leader）。
    steps.create_search("find_drill")
    # “演练问题”：建检索索引（problem）。
    steps.create_search("find_drill_finding")
    # “转移避险路线”：建检索索引（name, start, leader）。
    steps.create_search("find_evacuation_route")
    # “网格员”：建检索索引（name, area）。
    steps.create_search("find_grid_officer")
    # “事故灾害信息”：建检索索引（number, title, place）。
    steps.create_search("find_incident")
    # “应急预案”：建检索索引（name, owner）。
    steps.create_search("find_plan")
    # “应急避难场所”：建检索索引（name, place, keeper）。
    steps.create_search("find_shelter")
    # “物资出入库”：建检索索引（handled_by, voucher, purpose）。
    steps.create_search("find_stock_movement")
    # “应急物资目录”：建检索索引（name, specification）。
    steps.create_search("find_supply_item")
    # “物资储备点”：建检索索引（name, place, keeper）。
    steps.create_search("find_supply_point")
    # “目标责任清单”：建检索索引（name）。
    steps.create_search("find_work_task")
    # dispute_event 只增不改：数据库拒绝修改和删除。
    steps.protect("dispute_event")
    # incident_report 只增不改：数据库拒绝修改和删除。
    steps.protect("incident_report")
    # stock_movement 只增不改：数据库拒绝修改和删除。
    steps.protect("stock_movement")


def downgrade() -> None:
    # stock_movement 只增不改：数据库拒绝修改和删除。
    steps.unprotect("stock_movement")
    # incident_report 只增不改：数据库拒绝修改和删除。
    steps.unprotect("incident_report")
    # dispute_event 只增不改：数据库拒绝修改和删除。
    steps.unprotect("dispute_event")
    # “目标责任清单”：建检索索引（name）。
    steps.drop_search("find_work_task")
    # “物资储备点”：建检索索引（name, place, keeper）。
    steps.drop_search("find_supply_point")
    # “应急物资目录”：建检索索引（name, specification）。
    steps.drop_search("find_supply_item")
    # “物资出入库”：建检索索引（handled_by, voucher, purpose）。
    steps.drop_search("find_stock_movement")
    # “应急避难场所”：建检索索引（name, place, keeper）。
    steps.drop_search("find_shelter")
    # “应急预案”：建检索索引（name, owner）。
    steps.drop_search("find_plan")
    # “事故灾害信息”：建检索索引（number, title, place）。
    steps.drop_search("find_incident")
    # “网格员”：建检索索引（name, area）。
    steps.drop_search("find_grid_officer")
    # “转移避险路线”：建检索索引（name, start, leader）。
    steps.drop_search("find_evacuation_route")
    # “演练问题”：建检索索引（problem）。
    steps.drop_search("find_drill_finding")
    # “应急演练”：建检索索引（title, place, leader）。
    steps.drop_search("find_drill")
    # “应急明白卡”：建检索索引（title）。
    steps.drop_search("find_contact_card")
    # purge_permit.log：sa.String(20) → sa.String(60)。
    steps.retype("purge_permit", "log", sa.String(20))
    # “应急明白卡”的多项引用“hazards”：建关联表 contact_card__hazards。
    op.drop_table("contact_card__hazards")
    # 新登记簿“物资出入库”(stock_movement)：建表，18 个字段。
    op.drop_table("stock_movement")
    # 新登记簿“事件续报”(incident_report)：建表，13 个字段。
    op.drop_table("incident_report")
    # “事故灾害信息”的多项引用“teams”：建关联表 incident__teams。
    op.drop_table("incident__teams")
    # 新登记簿“演练问题”(drill_finding)：建表，8 个字段。
    op.drop_table("drill_finding")
    # “应急演练”的多项引用“teams”：建关联表 drill__teams。
    op.drop_table("drill__teams")
    # 新登记簿“应急明白卡”(contact_card)：建表，16 个字段。
    op.drop_table("contact_card")
    # 新登记簿“任务进展”(work_task_progress)：建表，8 个字段。
    op.drop_table("work_task_progress")
    # “目标责任清单”的多项引用“responsible_units”：建关联表 work_task__responsible_units。
    op.drop_table("work_task__responsible_units")
    # “目标责任清单”的多项引用“responsible_departments”：建关联表 work_task__responsible_departments。
    op.drop_table("work_task__responsible_departments")
    # 新登记簿“最低储备”(supply_minimum)：建表，4 个字段。
    op.drop_table("supply_minimum")
    # 新登记簿“事故灾害信息”(incident)：建表，28 个字段。
    op.drop_table("incident")
    # 新登记簿“转移避险路线”(evacuation_route)：建表，17 个字段。
    op.drop_table("evacuation_route")
    # 新登记簿“应急演练”(drill)：建表，17 个字段。
    op.drop_table("drill")
    # 新登记簿“目标责任清单”(work_task)：建表，19 个字段。
    op.drop_table("work_task")
    # 新登记簿“物资储备点”(supply_point)：建表，12 个字段。
    op.drop_table("supply_point")
    # 新登记簿“应急物资目录”(supply_item)：建表，8 个字段。
    op.drop_table("supply_item")
    # 新建系统表 stock_balance。
    op.drop_table("stock_balance")
    # 新登记簿“应急避难场所”(shelter)：建表，16 个字段。
    op.drop_table("shelter")
    # 新建系统表 sending。
    op.drop_table("sending")
    # 新建系统表 saved_view。
    op.drop_table("saved_view")
    # 新登记簿“应急预案”(plan)：建表，14 个字段。
    op.drop_table("plan")
    # 新建系统表 invitation。
    op.drop_table("invitation")
    # 新登记簿“网格员”(grid_officer)：建表，13 个字段。
    op.drop_table("grid_officer")
    # 新登记簿“调解与走访记录”(dispute_event)：建表，10 个字段。
    op.drop_table("dispute_event")
    # 新建系统表 card_link。
    op.drop_table("card_link")
