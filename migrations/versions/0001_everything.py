"""everything

- 新建系统表 ab_group。
  New system table ab_group.
- 新建系统表 ab_permission。
  New system table ab_permission.
- 新建系统表 ab_register_user。
  New system table ab_register_user.
- 新建系统表 ab_role。
  New system table ab_role.
- 新建系统表 ab_user。
  New system table ab_user.
- 新建系统表 ab_view_menu。
  New system table ab_view_menu.
- 新建系统表 account。
  New system table account.
- 新建系统表 attachment。
  New system table attachment.
- 新建系统表 audit_entry。
  New system table audit_entry.
- 新建系统表 former_name。
  New system table former_name.
- 新建系统表 history。
  New system table history.
- 新建系统表 import_run。
  New system table import_run.
- 新建系统表 login。
  New system table login.
- 新建系统表 lowering。
  New system table lowering.
- 新建系统表 number_series。
  New system table number_series.
- 新建系统表 purge_permit。
  New system table purge_permit.
- 新建系统表 retired_column。
  New system table retired_column.
- 新建系统表 seal。
  New system table seal.
- 新建系统表 security_epoch。
  New system table security_epoch.
- 新登记簿“组织机构”(unit)：建表，14 个字段。
  New register 'Units' (unit): a table with 14 fields.
- 新登记簿“词表”(vocabulary_item)：建表，8 个字段。
  New register 'Vocabularies' (vocabulary_item): a table with 8 fields.
- 新建系统表 ab_api_key。
  New system table ab_api_key.
- 新建系统表 ab_group_role。
  New system table ab_group_role.
- 新建系统表 ab_permission_view。
  New system table ab_permission_view.
- 新建系统表 ab_user_group。
  New system table ab_user_group.
- 新建系统表 ab_user_role。
  New system table ab_user_role.
- 新登记簿“部门”(department)：建表，7 个字段。
  New register 'Departments' (department): a table with 7 fields.
- 新登记簿“应急队伍”(emergency_team)：建表，11 个字段。
  New register 'Emergency teams' (emergency_team): a table with 11 fields.
- 新登记簿“通信与预警设备”(info_channel)：建表，8 个字段。
  New register 'Communication and warning' (info_channel): a table with 8 fields.
- 新登记簿“人民调解委员会”(mediation_committee)：建表，12 个字段。
  New register 'Mediation committees' (mediation_committee): a table with 12 fields.
- 新建系统表 ab_permission_view_role。
  New system table ab_permission_view_role.
- 新建系统表 case_step。
  New system table case_step.
- 新建系统表 duty。
  New system table duty.
- “应急队伍”的多项引用“units_covered”：建关联表 emergency_team__units_covered。
  Many references 'units_covered' of 'Emergency teams': a link table emergency_team__units_covered.
- 新登记簿“风险隐患台账”(hazard)：建表，28 个字段。
  New register 'Hazards' (hazard): a table with 28 fields.
- 新登记簿“调解员”(mediator)：建表，15 个字段。
  New register 'Mediators' (mediator): a table with 15 fields.
- 新登记簿“工作人员”(person)：建表，13 个字段。
  New register 'Staff' (person): a table with 13 fields.
- 新登记簿“队员花名册”(team_member)：建表，12 个字段。
  New register 'Team members' (team_member): a table with 12 fields.
- 新登记簿“矛盾纠纷”(dispute)：建表，43 个字段。
  New register 'Disputes' (dispute): a table with 43 fields.
- 新建系统表 notice。
  New system table notice.
- “工作人员”的多项引用“serves”：建关联表 person__serves。
  Many references 'serves' of 'Staff': a link table person__serves.
- 新登记簿“当事人”(dispute_party)：建表，7 个字段。
  New register 'Parties' (dispute_party): a table with 7 fields.
- “部门”：建检索索引（name, head）。
  'Departments': a search index over name, head.
- “矛盾纠纷”：建检索索引（number, title, place）。
  'Disputes': a search index over number, title, place.
- “当事人”：建检索索引（name）。
  'Parties': a search index over name.
- “应急队伍”：建检索索引（name, captain）。
  'Emergency teams': a search index over name, captain.
- “风险隐患台账”：建检索索引（number, title, place）。
  'Hazards': a search index over number, title, place.
- “通信与预警设备”：建检索索引（name）。
  'Communication and warning': a search index over name.
- “人民调解委员会”：建检索索引（name, chair）。
  'Mediation committees': a search index over name, chair.
- “调解员”：建检索索引（name）。
  'Mediators': a search index over name.
- “工作人员”：建检索索引（name, post）。
  'Staff': a search index over name, post.
- “队员花名册”：建检索索引（name, skills）。
  'Team members': a search index over name, skills.
- “组织机构”：建检索索引（code, name）。
  'Units': a search index over code, name.
- “词表”：建检索索引（vocabulary, key, label_zh）。
  'Vocabularies': a search index over vocabulary, key, label_zh.
- audit_entry 只增不改：数据库拒绝修改和删除。
  audit_entry is append-only: the database refuses changes.
- history 只增不改：数据库拒绝修改和删除。
  history is append-only: the database refuses changes.
- seal 只增不改：数据库拒绝修改和删除。
  seal is append-only: the database refuses changes.

Revision 0001, after nothing; written on 2026-11-22.
"""

import datetime  # noqa: F401

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

from app.model import migration_steps as steps  # noqa: F401
from app.model.append_only import transaction_number  # noqa: F401

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 新建系统表 ab_group。
    op.create_table("ab_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("label", sa.String(150)),
        sa.Column("description", sa.String(512)),
        sa.UniqueConstraint("name"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新建系统表 ab_permission。
    op.create_table("ab_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.UniqueConstraint("name"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新建系统表 ab_register_user。
    op.create_table("ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(64), nullable=False),
        sa.Column("last_name", sa.String(64), nullable=False),
        sa.Column("username", sa.String(128), nullable=False),
        sa.Column("password", sa.String(256)),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("registration_date", sa.DateTime()),
        sa.Column("registration_hash", sa.String(256)),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("username"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新建系统表 ab_role。
    op.create_table("ab_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.UniqueConstraint("name"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新建系统表 ab_user。
    op.create_table("ab_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(64), nullable=False),
        sa.Column("last_name", sa.String(64), nullable=False),
        sa.Column("username", sa.String(128), nullable=False),
        sa.Column("password", sa.String(256)),
        sa.Column("active", sa.Boolean()),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("last_login", sa.DateTime()),
        sa.Column("login_count", sa.Integer()),
        sa.Column("fail_login_count", sa.Integer()),
        sa.Column("created_on", sa.DateTime()),
        sa.Column("changed_on", sa.DateTime()),
        sa.Column("created_by_fk", sa.Integer(), sa.ForeignKey("ab_user.id")),
        sa.Column("changed_by_fk", sa.Integer(), sa.ForeignKey("ab_user.id")),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("username"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新建系统表 ab_view_menu。
    op.create_table("ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(250), nullable=False),
        sa.UniqueConstraint("name"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新建系统表 account。
    op.create_table("account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
        sa.Column("language", sa.String(2)),
        sa.Column("person_id", steps.ID),
        sa.PrimaryKeyConstraint("user_id", name="pk_account"),
    )
    # 新建系统表 attachment。
    op.create_table("attachment",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_as", sa.String(64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer()),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("removed_by", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_record", "attachment", ["register", "record_id"])
    # 新建系统表 audit_entry。
    op.create_table("audit_entry",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("user_name", sa.String(130), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("register", sa.String(40)),
        sa.Column("record_id", steps.ID),
        sa.Column("rows", sa.Integer()),
        sa.Column("purpose", sa.String(200)),
        sa.Column("detail", sa.Text()),
        sa.Column("address", sa.String(45)),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("transaction", sa.BigInteger(), server_default=transaction_number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_transaction", "audit_entry", ["transaction", "id"])
    op.create_index("ix_audit_entry_user_id", "audit_entry", ["user_id", "at"])
    # 新建系统表 former_name。
    op.create_table("former_name",
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("was", sa.String(40), nullable=False),
        sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("register", "field", "was", name="pk_former_name"),
    )
    # 新建系统表 history。
    op.create_table("history",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("user_name", sa.String(130), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(200)),
        sa.Column("run_id", steps.ID),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("transaction", sa.BigInteger(), server_default=transaction_number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_record", "history", ["register", "record_id", "id"])
    op.create_index("ix_history_run_id", "history", ["run_id"])
    op.create_index("ix_history_transaction", "history", ["transaction", "id"])
    # 新建系统表 import_run。
    op.create_table("import_run",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_as", sa.String(64)),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )
    op.create_index("ix_import_run_user_id", "import_run", ["user_id", "id"])
    # 新建系统表 login。
    op.create_table("login",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_because", sa.String(20)),
        sa.Column("address", sa.String(45)),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login"),
    )
    op.create_index("ix_login_user_id", "login", ["user_id"])
    # 新建系统表 lowering。
    op.create_table("lowering",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("to_colour", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("agreed", sa.Boolean()),
        sa.Column("answer", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_lowering"),
    )
    op.create_index("ix_lowering_record", "lowering", ["register", "record_id"])
    op.create_index("ix_lowering_waiting", "lowering", ["register", "record_id"], unique=True, sqlite_where=sa.text("answered_at IS NULL"), postgresql_where=sa.text("answered_at IS NULL"))
    # 新建系统表 number_series。
    op.create_table("number_series",
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("unit_id", steps.ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("register", "field", "unit_id", "year", name="pk_number_series"),
    )
    # 新建系统表 purge_permit。
    op.create_table("purge_permit",
        sa.Column("log", sa.String(20), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("log", name="pk_purge_permit"),
    )
    # 新建系统表 retired_column。
    op.create_table("retired_column",
        sa.Column("table_name", sa.String(63), nullable=False),
        sa.Column("column_name", sa.String(63), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "column_name", name="pk_retired_column"),
    )
    # 新建系统表 seal。
    op.create_table("seal",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("log", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_transaction", sa.BigInteger(), nullable=False),
        sa.Column("last_id", steps.ID, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("log", "number", name="uq_seal_log_number"),
        sa.PrimaryKeyConstraint("id", name="pk_seal"),
    )
    # 新建系统表 security_epoch。
    op.create_table("security_epoch",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_security_epoch"),
    )
    op.bulk_insert(sa.table("security_epoch", sa.column("id"), sa.column("value")), [{'id': 1, 'value': 1}])
    # 新登记簿“组织机构”(unit)：建表，14 个字段。
    op.create_table("unit",
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
        sa.Column("code", sa.String(15), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("parent_id", steps.ID, sa.ForeignKey("unit.id", name="fk_unit_parent_id")),
        sa.Column("kind", sa.String(40)),
        sa.Column("town_class", sa.String(40)),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("merged_into_id", steps.ID, sa.ForeignKey("unit.id", name="fk_unit_merged_into_id")),
        sa.Column("population", sa.BigInteger()),
        sa.Column("households", sa.BigInteger()),
        sa.Column("enterprises", sa.BigInteger()),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
    )
    op.create_index("ix_unit_county_id_code_id", "unit", ["county_id", "code", "id"])
    op.create_index("ix_unit_county_id_level_id", "unit", ["county_id", "level", "id"])
    op.create_index("ix_unit_county_id_name_id", "unit", ["county_id", "name", "id"])
    op.create_index("ix_unit_grid_id", "unit", ["grid_id"])
    op.create_index("ix_unit_merged_into_id", "unit", ["merged_into_id"])
    op.create_index("ix_unit_one_code", "unit", ["code"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_unit_parent_id", "unit", ["parent_id"])
    op.create_index("ix_unit_town_id_code_id", "unit", ["town_id", "code", "id"])
    op.create_index("ix_unit_town_id_level_id", "unit", ["town_id", "level", "id"])
    op.create_index("ix_unit_town_id_name_id", "unit", ["town_id", "name", "id"])
    op.create_index("ix_unit_village_id_code_id", "unit", ["village_id", "code", "id"])
    # 新登记簿“词表”(vocabulary_item)：建表，8 个字段。
    op.create_table("vocabulary_item",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("void_at", sa.DateTime(timezone=True)),
        sa.Column("void_by", sa.Integer()),
        sa.Column("void_reason", sa.String(200)),
        sa.Column("vocabulary", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(60), nullable=False),
        sa.Column("label_en", sa.String(60), nullable=False),
        sa.Column("synonyms", sa.String(300)),
        sa.Column("attributes", sa.String(300)),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_vocabulary_item"),
    )
    op.create_index("ix_vocabulary_item_one_vocabulary_key", "vocabulary_item", ["vocabulary", "key"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    # 新建系统表 ab_api_key。
    op.create_table("ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(36), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("key_hash", sa.String(256), nullable=False),
        sa.Column("lookup_hash", sa.String(256)),
        sa.Column("key_prefix", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("scopes", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime()),
        sa.Column("expires_on", sa.DateTime()),
        sa.Column("revoked_on", sa.DateTime()),
        sa.Column("last_used_on", sa.DateTime()),
        sa.UniqueConstraint("lookup_hash"),
        sa.UniqueConstraint("uuid"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("idx_api_key_lookup_hash", "ab_api_key", ["lookup_hash"], unique=True)
    op.create_index("idx_api_key_prefix", "ab_api_key", ["key_prefix"])
    op.create_index("idx_api_key_user_id", "ab_api_key", ["user_id"])
    # 新建系统表 ab_group_role。
    op.create_table("ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("ab_group.id", ondelete="CASCADE")),
        sa.Column("role_id", sa.Integer(), sa.ForeignKey("ab_role.id", ondelete="CASCADE")),
        sa.UniqueConstraint("group_id", "role_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("idx_group_id", "ab_group_role", ["group_id"])
    op.create_index("idx_group_role_id", "ab_group_role", ["role_id"])
    # 新建系统表 ab_permission_view。
    op.create_table("ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_id", sa.Integer(), sa.ForeignKey("ab_permission.id"), nullable=False),
        sa.Column("view_menu_id", sa.Integer(), sa.ForeignKey("ab_view_menu.id"), nullable=False),
        sa.UniqueConstraint("permission_id", "view_menu_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("idx_permission_id", "ab_permission_view", ["permission_id"])
    op.create_index("idx_view_menu_id", "ab_permission_view", ["view_menu_id"])
    # 新建系统表 ab_user_group。
    op.create_table("ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("ab_user.id", ondelete="CASCADE")),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("ab_group.id", ondelete="CASCADE")),
        sa.UniqueConstraint("user_id", "group_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("idx_user_group_id", "ab_user_group", ["group_id"])
    op.create_index("idx_user_id", "ab_user_group", ["user_id"])
    # 新建系统表 ab_user_role。
    op.create_table("ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("ab_user.id", ondelete="CASCADE")),
        sa.Column("role_id", sa.Integer(), sa.ForeignKey("ab_role.id", ondelete="CASCADE")),
        sa.UniqueConstraint("user_id", "role_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    # 新登记簿“部门”(department)：建表，7 个字段。
    op.create_table("department",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_department_unit_id"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("functions", sa.String(1000)),
        sa.Column("head", sa.String(50)),
        sa.Column("phone", sa.String(255)),
        sa.Column("duties", sa.String(1000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
    )
    op.create_index("ix_department_county_id_name_id", "department", ["county_id", "name", "id"])
    op.create_index("ix_department_grid_id", "department", ["grid_id"])
    op.create_index("ix_department_one_unit_id_name", "department", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_department_town_id_name_id", "department", ["town_id", "name", "id"])
    op.create_index("ix_department_unit_id", "department", ["unit_id"])
    op.create_index("ix_department_village_id_name_id", "department", ["village_id", "name", "id"])
    # 新登记簿“应急队伍”(emergency_team)：建表，11 个字段。
    op.create_table("emergency_team",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_emergency_team_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("captain", sa.String(50)),
        sa.Column("captain_phone", sa.String(255)),
        sa.Column("required_size", sa.BigInteger()),
        sa.Column("established_on", sa.String(10)),
        sa.Column("equipment", sa.String(1000)),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_team"),
    )
    op.create_index("ix_emergency_team_county_id_kind_id", "emergency_team", ["county_id", "kind", "id"])
    op.create_index("ix_emergency_team_county_id_kind_void_at", "emergency_team", ["county_id", "kind", "void_at"])
    op.create_index("ix_emergency_team_county_id_name_id", "emergency_team", ["county_id", "name", "id"])
    op.create_index("ix_emergency_team_county_id_town_id_kind_void_at", "emergency_team", ["county_id", "town_id", "kind", "void_at"])
    op.create_index("ix_emergency_team_county_id_town_id_required_size_void_at", "emergency_team", ["county_id", "town_id", "required_size", "void_at"])
    op.create_index("ix_emergency_team_grid_id", "emergency_team", ["grid_id"])
    op.create_index("ix_emergency_team_one_unit_id_name", "emergency_team", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_emergency_team_town_id_kind_id", "emergency_team", ["town_id", "kind", "id"])
    op.create_index("ix_emergency_team_town_id_name_id", "emergency_team", ["town_id", "name", "id"])
    op.create_index("ix_emergency_team_unit_id", "emergency_team", ["unit_id"])
    op.create_index("ix_emergency_team_village_id_name_id", "emergency_team", ["village_id", "name", "id"])
    # 新登记簿“通信与预警设备”(info_channel)：建表，8 个字段。
    op.create_table("info_channel",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_info_channel_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.String(255)),
        sa.Column("holder", sa.String(40)),
        sa.Column("working", sa.Boolean()),
        sa.Column("tested_on", sa.Date()),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_info_channel"),
    )
    op.create_index("ix_info_channel_county_id_name_id", "info_channel", ["county_id", "name", "id"])
    op.create_index("ix_info_channel_grid_id", "info_channel", ["grid_id"])
    op.create_index("ix_info_channel_one_unit_id_name", "info_channel", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_info_channel_town_id_name_id", "info_channel", ["town_id", "name", "id"])
    op.create_index("ix_info_channel_unit_id", "info_channel", ["unit_id"])
    op.create_index("ix_info_channel_village_id_name_id", "info_channel", ["village_id", "name", "id"])
    # 新登记簿“人民调解委员会”(mediation_committee)：建表，12 个字段。
    op.create_table("mediation_committee",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_mediation_committee_unit_id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("established_on", sa.String(10)),
        sa.Column("chair", sa.String(50)),
        sa.Column("chair_phone", sa.String(255)),
        sa.Column("office", sa.String(100)),
        sa.Column("rules", sa.String(4000)),
        sa.Column("standardised", sa.Boolean()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_mediation_committee"),
    )
    op.create_index("ix_mediation_committee_county_id_level_id", "mediation_committee", ["county_id", "level", "id"])
    op.create_index("ix_mediation_committee_county_id_name_id", "mediation_committee", ["county_id", "name", "id"])
    op.create_index("ix_mediation_committee_grid_id", "mediation_committee", ["grid_id"])
    op.create_index("ix_mediation_committee_one_unit_id_name", "mediation_committee", ["unit_id", "name"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_mediation_committee_town_id_level_id", "mediation_committee", ["town_id", "level", "id"])
    op.create_index("ix_mediation_committee_town_id_name_id", "mediation_committee", ["town_id", "name", "id"])
    op.create_index("ix_mediation_committee_unit_id", "mediation_committee", ["unit_id"])
    op.create_index("ix_mediation_committee_village_id_name_id", "mediation_committee", ["village_id", "name", "id"])
    # 新建系统表 ab_permission_view_role。
    op.create_table("ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), sa.ForeignKey("ab_permission_view.id", ondelete="CASCADE")),
        sa.Column("role_id", sa.Integer(), sa.ForeignKey("ab_role.id", ondelete="CASCADE")),
        sa.UniqueConstraint("permission_view_id", "role_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("idx_permission_view_id", "ab_permission_view_role", ["permission_view_id"])
    op.create_index("idx_role_id", "ab_permission_view_role", ["role_id"])
    # 新建系统表 case_step。
    op.create_table("case_step",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("record_id", steps.ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_colour", sa.SmallInteger()),
        sa.Column("to_colour", sa.SmallInteger()),
        sa.Column("from_level", sa.String(10)),
        sa.Column("to_level", sa.String(10)),
        sa.Column("holder_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_case_step_holder_unit_id")),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_case_step_holder_department_id")),
        sa.Column("due_on", sa.Date()),
        sa.Column("user_id", sa.Integer()),
        sa.Column("reason", sa.String(500)),
        sa.Column("closed_day", sa.Date()),
        sa.Column("closed_as", sa.String(20)),
        sa.Column("closed_due", sa.Date()),
        sa.UniqueConstraint("register", "record_id", "number", name="uq_case_step_number"),
        sa.PrimaryKeyConstraint("id", name="pk_case_step"),
    )
    op.create_index("ix_case_step_kind", "case_step", ["register", "kind", "at", "record_id", "number", "from_colour"])
    # 新建系统表 duty。
    op.create_table("duty",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_duty_unit_id"), nullable=False),
        sa.Column("department_id", steps.ID, sa.ForeignKey("department.id", name="fk_duty_department_id")),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("granted_by", sa.Integer()),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
    )
    op.create_index("ix_duty_user_id", "duty", ["user_id"])
    # “应急队伍”的多项引用“units_covered”：建关联表 emergency_team__units_covered。
    op.create_table("emergency_team__units_covered",
        sa.Column("record_id", steps.ID, sa.ForeignKey("emergency_team.id", name="fk_emergency_team__units_covered_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("unit.id", name="fk_emergency_team__units_covered_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_emergency_team__units_covered"),
    )
    op.create_index("ix_emergency_team__units_covered_target_id", "emergency_team__units_covered", ["target_id"])
    # 新登记簿“风险隐患台账”(hazard)：建表，28 个字段。
    op.create_table("hazard",
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
        sa.Column("number", sa.String(40)),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_hazard_unit_id"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("description", sa.String(2000)),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("put_right_on_spot", sa.Boolean()),
        sa.Column("people_threatened", sa.BigInteger()),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("found_by", sa.String(50)),
        sa.Column("prevention_person", sa.String(50)),
        sa.Column("prevention_phone", sa.String(255)),
        sa.Column("watch_person", sa.String(50)),
        sa.Column("watch_phone", sa.String(255)),
        sa.Column("measures", sa.String(2000)),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_hazard_lead_department_id")),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("rectified_on", sa.Date()),
        sa.Column("rectified_by", sa.String(50)),
        sa.Column("verified_on", sa.Date()),
        sa.Column("verified_by", sa.String(50)),
        sa.Column("colour", sa.SmallInteger(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("graded_under", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_hazard"),
    )
    op.create_index("ix_hazard_county_id_colour_id", "hazard", ["county_id", "colour", "id"])
    op.create_index("ix_hazard_county_id_found_on_id", "hazard", ["county_id", "found_on", "id"])
    op.create_index("ix_hazard_county_id_status_kind_colour_void_at", "hazard", ["county_id", "status", "kind", "colour", "void_at"])
    op.create_index("ix_hazard_county_id_town_id_colour_void_at", "hazard", ["county_id", "town_id", "colour", "void_at"])
    op.create_index("ix_hazard_grid_id", "hazard", ["grid_id"])
    op.create_index("ix_hazard_lead_department_id", "hazard", ["lead_department_id"])
    op.create_index("ix_hazard_town_id_colour_id", "hazard", ["town_id", "colour", "id"])
    op.create_index("ix_hazard_town_id_found_on_id", "hazard", ["town_id", "found_on", "id"])
    op.create_index("ix_hazard_unit_id_title", "hazard", ["unit_id", "title"])
    op.create_index("ix_hazard_village_id_found_on_id", "hazard", ["village_id", "found_on", "id"])
    # 新登记簿“调解员”(mediator)：建表，15 个字段。
    op.create_table("mediator",
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
        sa.Column("committee_id", steps.ID, sa.ForeignKey("mediation_committee.id", name="fk_mediator_committee_id"), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_mediator_unit_id"), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("sex", sa.String(40)),
        sa.Column("id_number", sa.LargeBinary()),
        sa.Column("id_number_index", sa.String(32)),
        sa.Column("phone", sa.String(255)),
        sa.Column("time", sa.String(40)),
        sa.Column("origin", sa.String(40)),
        sa.Column("speciality", sa.String(60)),
        sa.Column("admitted_on", sa.String(10)),
        sa.Column("certificate", sa.String(40)),
        sa.Column("trained_on", sa.Date()),
        sa.Column("subsidy", sa.BigInteger()),
        sa.Column("left_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_mediator"),
    )
    op.create_index("ix_mediator_committee_id_name", "mediator", ["committee_id", "name"])
    op.create_index("ix_mediator_county_id_name_id", "mediator", ["county_id", "name", "id"])
    op.create_index("ix_mediator_grid_id", "mediator", ["grid_id"])
    op.create_index("ix_mediator_id_number_index", "mediator", ["id_number_index"])
    op.create_index("ix_mediator_town_id_name_id", "mediator", ["town_id", "name", "id"])
    op.create_index("ix_mediator_unit_id", "mediator", ["unit_id"])
    op.create_index("ix_mediator_village_id_name_id", "mediator", ["village_id", "name", "id"])
    # 新登记簿“工作人员”(person)：建表，13 个字段。
    op.create_table("person",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_person_unit_id"), nullable=False),
        sa.Column("department_id", steps.ID, sa.ForeignKey("department.id", name="fk_person_department_id")),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("sex", sa.String(40)),
        sa.Column("id_number", sa.LargeBinary()),
        sa.Column("id_number_index", sa.String(32)),
        sa.Column("post", sa.String(40)),
        sa.Column("phone", sa.String(255)),
        sa.Column("duties", sa.String(500)),
        sa.Column("emergency_manager", sa.Boolean()),
        sa.Column("trained_on", sa.Date()),
        sa.Column("left_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_county_id_name_id", "person", ["county_id", "name", "id"])
    op.create_index("ix_person_department_id", "person", ["department_id"])
    op.create_index("ix_person_grid_id", "person", ["grid_id"])
    op.create_index("ix_person_one_id_number_index", "person", ["id_number_index"], unique=True, sqlite_where=sa.text("void_at IS NULL"), postgresql_where=sa.text("void_at IS NULL"))
    op.create_index("ix_person_town_id_name_id", "person", ["town_id", "name", "id"])
    op.create_index("ix_person_unit_id_name", "person", ["unit_id", "name"])
    op.create_index("ix_person_village_id_name_id", "person", ["village_id", "name", "id"])
    # 新登记簿“队员花名册”(team_member)：建表，12 个字段。
    op.create_table("team_member",
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
        sa.Column("team_id", steps.ID, sa.ForeignKey("emergency_team.id", name="fk_team_member_team_id"), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_team_member_unit_id"), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("sex", sa.String(40)),
        sa.Column("id_number", sa.LargeBinary()),
        sa.Column("id_number_index", sa.String(32)),
        sa.Column("phone", sa.String(255)),
        sa.Column("post", sa.String(40)),
        sa.Column("origin", sa.String(40)),
        sa.Column("skills", sa.String(100)),
        sa.Column("joined_on", sa.String(10)),
        sa.Column("left_on", sa.Date()),
        sa.Column("remarks", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_team_member"),
    )
    op.create_index("ix_team_member_county_id_left_on_origin_void_at", "team_member", ["county_id", "left_on", "origin", "void_at"])
    op.create_index("ix_team_member_county_id_left_on_team_id_origin_void_at", "team_member", ["county_id", "left_on", "team_id", "origin", "void_at"])
    op.create_index("ix_team_member_county_id_name_id", "team_member", ["county_id", "name", "id"])
    op.create_index("ix_team_member_grid_id", "team_member", ["grid_id"])
    op.create_index("ix_team_member_id_number_index", "team_member", ["id_number_index"])
    op.create_index("ix_team_member_team_id_name", "team_member", ["team_id", "name"])
    op.create_index("ix_team_member_town_id_name_id", "team_member", ["town_id", "name", "id"])
    op.create_index("ix_team_member_unit_id", "team_member", ["unit_id"])
    op.create_index("ix_team_member_village_id_name_id", "team_member", ["village_id", "name", "id"])
    # 新登记簿“矛盾纠纷”(dispute)：建表，43 个字段。
    op.create_table("dispute",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute_unit_id"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("form_type", sa.String(40)),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("place", sa.String(100)),
        sa.Column("location_lat", sa.Float(53)),
        sa.Column("location_lon", sa.Float(53)),
        sa.Column("reported_by", sa.String(40), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("people_involved", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("danger", sa.Boolean()),
        sa.Column("trend", sa.String(40), nullable=False),
        sa.Column("risk_level", sa.String(40)),
        sa.Column("lead_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_dispute_lead_department_id")),
        sa.Column("lead_leader_id", steps.ID, sa.ForeignKey("person.id", name="fk_dispute_lead_leader_id")),
        sa.Column("responsible_person_id", steps.ID, sa.ForeignKey("person.id", name="fk_dispute_responsible_person_id")),
        sa.Column("colour", sa.SmallInteger(), nullable=False),
        sa.Column("base_colour", sa.SmallInteger()),
        sa.Column("added_steps", sa.BigInteger()),
        sa.Column("steps_by_hand", sa.BigInteger()),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(40)),
        sa.Column("holder_unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute_holder_unit_id")),
        sa.Column("holder_department_id", steps.ID, sa.ForeignKey("department.id", name="fk_dispute_holder_department_id")),
        sa.Column("status", sa.String(40)),
        sa.Column("stage", sa.String(40)),
        sa.Column("clock_started_on", sa.Date()),
        sa.Column("registered_on", sa.Date()),
        sa.Column("graded_under", sa.Date()),
        sa.Column("step_number", sa.BigInteger()),
        sa.Column("relapses", sa.BigInteger()),
        sa.Column("method", sa.String(40)),
        sa.Column("outcome", sa.String(40)),
        sa.Column("resolved_on", sa.Date()),
        sa.Column("agreement", sa.String(2000)),
        sa.Column("unresolved_reason", sa.String(1000)),
        sa.Column("follow_up_due", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("remarks", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name="pk_dispute"),
    )
    op.create_index("ix_dispute_by_closed", "dispute", ["county_id", "closed_on", "colour", "category", "village_id", "town_id", "void_at"], sqlite_where=sa.text("closed_on IS NOT NULL"), postgresql_where=sa.text("closed_on IS NOT NULL"))
    op.create_index("ix_dispute_by_due", "dispute", ["county_id", "due_on", "colour", "category", "village_id", "town_id", "clock_started_on", "resolved_on", "ended_on", "void_at"])
    op.create_index("ix_dispute_by_ended", "dispute", ["ended_on", "county_id", "found_on", "colour", "category", "village_id", "town_id", "level", "due_on", "added_steps", "resolved_on", "void_at"], sqlite_where=sa.text("resolved_on IS NULL"), postgresql_where=sa.text("resolved_on IS NULL"))
    op.create_index("ix_dispute_by_found", "dispute", ["county_id", "found_on", "colour", "category", "village_id", "town_id", "level", "outcome", "resolved_on", "ended_on", "void_at"])
    op.create_index("ix_dispute_by_resolved", "dispute", ["county_id", "resolved_on", "found_on", "colour", "category", "village_id", "town_id", "level", "ended_on", "void_at"], sqlite_where=sa.text("resolved_on IS NOT NULL"), postgresql_where=sa.text("resolved_on IS NOT NULL"))
    op.create_index("ix_dispute_county_id_category_colour_void_at", "dispute", ["county_id", "category", "colour", "void_at"])
    op.create_index("ix_dispute_county_id_colour_id", "dispute", ["county_id", "colour", "id"])
    op.create_index("ix_dispute_county_id_due_on_id", "dispute", ["county_id", "due_on", "id"])
    op.create_index("ix_dispute_county_id_found_on_id", "dispute", ["county_id", "found_on", "id"])
    op.create_index("ix_dispute_county_id_status_colour_void_at", "dispute", ["county_id", "status", "colour", "void_at"])
    op.create_index("ix_dispute_county_id_town_id_colour_void_at", "dispute", ["county_id", "town_id", "colour", "void_at"])
    op.create_index("ix_dispute_grid_id", "dispute", ["grid_id"])
    op.create_index("ix_dispute_holder_department_id", "dispute", ["holder_department_id"])
    op.create_index("ix_dispute_holder_unit_id", "dispute", ["holder_unit_id"])
    op.create_index("ix_dispute_lead_department_id", "dispute", ["lead_department_id"])
    op.create_index("ix_dispute_lead_leader_id", "dispute", ["lead_leader_id"])
    op.create_index("ix_dispute_responsible_person_id", "dispute", ["responsible_person_id"])
    op.create_index("ix_dispute_town_id_colour_id", "dispute", ["town_id", "colour", "id"])
    op.create_index("ix_dispute_town_id_due_on_id", "dispute", ["town_id", "due_on", "id"])
    op.create_index("ix_dispute_town_id_found_on_id", "dispute", ["town_id", "found_on", "id"])
    op.create_index("ix_dispute_unit_id_found_on", "dispute", ["unit_id", "found_on"])
    op.create_index("ix_dispute_village_id_found_on_id", "dispute", ["village_id", "found_on", "id"])
    # 新建系统表 notice。
    op.create_table("notice",
        sa.Column("id", steps.ID, nullable=False),
        sa.Column("step_id", steps.ID, sa.ForeignKey("case_step.id", name="fk_notice_step_id"), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_notice_unit_id"), nullable=False),
        sa.Column("department_id", steps.ID, sa.ForeignKey("department.id", name="fk_notice_department_id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("step_id", name="uq_notice_step_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_unit_id", "notice", ["unit_id", "id"])
    # “工作人员”的多项引用“serves”：建关联表 person__serves。
    op.create_table("person__serves",
        sa.Column("record_id", steps.ID, sa.ForeignKey("person.id", name="fk_person__serves_record_id"), nullable=False),
        sa.Column("target_id", steps.ID, sa.ForeignKey("unit.id", name="fk_person__serves_target_id"), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "target_id", name="pk_person__serves"),
    )
    op.create_index("ix_person__serves_target_id", "person__serves", ["target_id"])
    # 新登记簿“当事人”(dispute_party)：建表，7 个字段。
    op.create_table("dispute_party",
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
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_dispute_party_unit_id"), nullable=False),
        sa.Column("county_id", steps.ID),
        sa.Column("town_id", steps.ID),
        sa.Column("village_id", steps.ID),
        sa.Column("grid_id", steps.ID),
        sa.Column("dispute_id", steps.ID, sa.ForeignKey("dispute.id", name="fk_dispute_party_dispute_id"), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("id_number", sa.LargeBinary()),
        sa.Column("id_number_index", sa.String(32)),
        sa.Column("phone", sa.String(255)),
        sa.Column("consent", sa.Boolean()),
        sa.Column("remarks", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_party"),
    )
    op.create_index("ix_dispute_party_county_id_name_id", "dispute_party", ["county_id", "name", "id"])
    op.create_index("ix_dispute_party_dispute_id", "dispute_party", ["dispute_id"])
    op.create_index("ix_dispute_party_grid_id", "dispute_party", ["grid_id"])
    op.create_index("ix_dispute_party_id_number_index", "dispute_party", ["id_number_index"])
    op.create_index("ix_dispute_party_town_id_name_id", "dispute_party", ["town_id", "name", "id"])
    op.create_index("ix_dispute_party_unit_id", "dispute_party", ["unit_id"])
    op.create_index("ix_dispute_party_village_id_name_id", "dispute_party", ["village_id", "name", "id"])
    # “部门”：建检索索引（name, head）。
    steps.create_search("find_department")
    # “矛盾纠纷”：建检索索引（number, title, place）。
    steps.create_search("find_dispute")
    # “当事人”：建检索索引（name）。
    steps.create_search("find_dispute_party")
    # “应急队伍”：建检索索引（name, captain）。
    steps.create_search("find_emergency_team")
    # “风险隐患台账”：建检索索引（number, title, place）。
    steps.create_search("find_hazard")
    # “通信与预警设备”：建检索索引（name）。
    steps.create_search("find_info_channel")
    # “人民调解委员会”：建检索索引（name, chair）。
    steps.create_search("find_mediation_committee")
    # “调解员”：建检索索引（name）。
    steps.create_search("find_mediator")
    # “工作人员”：建检索索引（name, post）。
    steps.create_search("find_person")
    # “队员花名册”：建检索索引（name, skills）。
    steps.create_search("find_team_member")
    # “组织机构”：建检索索引（code, name）。
    steps.create_search("find_unit")
    # “词表”：建检索索引（vocabulary, key, label_zh）。
    steps.create_search("find_vocabulary_item")
    # audit_entry 只增不改：数据库拒绝修改和删除。
    steps.protect("audit_entry")
    # history 只增不改：数据库拒绝修改和删除。
    steps.protect("history")
    # seal 只增不改：数据库拒绝修改和删除。
    steps.protect("seal")


def downgrade() -> None:
    # seal 只增不改：数据库拒绝修改和删除。
    steps.unprotect("seal")
    # history 只增不改：数据库拒绝修改和删除。
    steps.unprotect("history")
    # audit_entry 只增不改：数据库拒绝修改和删除。
    steps.unprotect("audit_entry")
    # “词表”：建检索索引（vocabulary, key, label_zh）。
    steps.drop_search("find_vocabulary_item")
    # “组织机构”：建检索索引（code, name）。
    steps.drop_search("find_unit")
    # “队员花名册”：建检索索引（name, skills）。
    steps.drop_search("find_team_member")
    # “工作人员”：建检索索引（name, post）。
    steps.drop_search("find_person")
    # “调解员”：建检索索引（name）。
    steps.drop_search("find_mediator")
    # “人民调解委员会”：建检索索引（name, chair）。
    steps.drop_search("find_mediation_committee")
    # “通信与预警设备”：建检索索引（name）。
    steps.drop_search("find_info_channel")
    # “风险隐患台账”：建检索索引（number, title, place）。
    steps.drop_search("find_hazard")
    # “应急队伍”：建检索索引（name, captain）。
    steps.drop_search("find_emergency_team")
    # “当事人”：建检索索引（name）。
    steps.drop_search("find_dispute_party")
    # “矛盾纠纷”：建检索索引（number, title, place）。
    steps.drop_search("find_dispute")
    # “部门”：建检索索引（name, head）。
    steps.drop_search("find_department")
    # 新登记簿“当事人”(dispute_party)：建表，7 个字段。
    op.drop_table("dispute_party")
    # “工作人员”的多项引用“serves”：建关联表 person__serves。
    op.drop_table("person__serves")
    # 新建系统表 notice。
    op.drop_table("notice")
    # 新登记簿“矛盾纠纷”(dispute)：建表，43 个字段。
    op.drop_table("dispute")
    # 新登记簿“队员花名册”(team_member)：建表，12 个字段。
    op.drop_table("team_member")
    # 新登记簿“工作人员”(person)：建表，13 个字段。
    op.drop_table("person")
    # 新登记簿“调解员”(mediator)：建表，15 个字段。
    op.drop_table("mediator")
    # 新登记簿“风险隐患台账”(hazard)：建表，28 个字段。
    op.drop_table("hazard")
    # “应急队伍”的多项引用“units_covered”：建关联表 emergency_team__units_covered。
    op.drop_table("emergency_team__units_covered")
    # 新建系统表 duty。
    op.drop_table("duty")
    # 新建系统表 case_step。
    op.drop_table("case_step")
    # 新建系统表 ab_permission_view_role。
    op.drop_table("ab_permission_view_role")
    # 新登记簿“人民调解委员会”(mediation_committee)：建表，12 个字段。
    op.drop_table("mediation_committee")
    # 新登记簿“通信与预警设备”(info_channel)：建表，8 个字段。
    op.drop_table("info_channel")
    # 新登记簿“应急队伍”(emergency_team)：建表，11 个字段。
    op.drop_table("emergency_team")
    # 新登记簿“部门”(department)：建表，7 个字段。
    op.drop_table("department")
    # 新建系统表 ab_user_role。
    op.drop_table("ab_user_role")
    # 新建系统表 ab_user_group。
    op.drop_table("ab_user_group")
    # 新建系统表 ab_permission_view。
    op.drop_table("ab_permission_view")
    # 新建系统表 ab_group_role。
    op.drop_table("ab_group_role")
    # 新建系统表 ab_api_key。
    op.drop_table("ab_api_key")
    # 新登记簿“词表”(vocabulary_item)：建表，8 个字段。
    op.drop_table("vocabulary_item")
    # 新登记簿“组织机构”(unit)：建表，14 个字段。
    op.drop_table("unit")
    # 新建系统表 security_epoch。
    op.drop_table("security_epoch")
    # 新建系统表 seal。
    op.drop_table("seal")
    # 新建系统表 retired_column。
    op.drop_table("retired_column")
    # 新建系统表 purge_permit。
    op.drop_table("purge_permit")
    # 新建系统表 number_series。
    op.drop_table("number_series")
    # 新建系统表 lowering。
    op.drop_table("lowering")
    # 新建系统表 login。
    op.drop_table("login")
    # 新建系统表 import_run。
    op.drop_table("import_run")
    # 新建系统表 history。
    op.drop_table("history")
    # 新建系统表 former_name。
    op.drop_table("former_name")
    # 新建系统表 audit_entry。
    op.drop_table("audit_entry")
    # 新建系统表 attachment。
    op.drop_table("attachment")
    # 新建系统表 account。
    op.drop_table("account")
    # 新建系统表 ab_view_menu。
    op.drop_table("ab_view_menu")
    # 新建系统表 ab_user。
    op.drop_table("ab_user")
    # 新建系统表 ab_role。
    op.drop_table("ab_role")
    # 新建系统表 ab_register_user。
    op.drop_table("ab_register_user")
    # 新建系统表 ab_permission。
    op.drop_table("ab_permission")
    # 新建系统表 ab_group。
    op.drop_table("ab_group")
