"""matching of columns is remembered, imports can be undone

- 新建系统表 import_matching。
  New system table import_matching.
- import_run：新系统列 undone_at。
  import_run: a new system column undone_at.
- import_run：新系统列 mode。
  import_run: a new system column mode.
- import_run：新系统列 reason。
  import_run: a new system column reason.

Revision 0003, after 0002; written on 2026-11-22.
"""

import datetime  # noqa: F401

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

from app.model import migration_steps as steps  # noqa: F401
from app.model.append_only import transaction_number  # noqa: F401

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 新建系统表 import_matching。
    op.create_table("import_matching",
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("unit_id", steps.ID, sa.ForeignKey("unit.id", name="fk_import_matching_unit_id"), nullable=False),
        sa.Column("headings", sa.String(64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("register", "unit_id", "headings", name="pk_import_matching"),
    )
    # import_run：新系统列 undone_at。
    steps.add_column("import_run", sa.Column("undone_at", sa.DateTime(timezone=True)))
    # import_run：新系统列 mode。
    steps.add_column("import_run", sa.Column("mode", sa.String(10)))
    # import_run：新系统列 reason。
    steps.add_column("import_run", sa.Column("reason", sa.Text()))


def downgrade() -> None:
    # import_run：新系统列 reason。
    steps.drop_column("import_run", "reason")
    # import_run：新系统列 mode。
    steps.drop_column("import_run", "mode")
    # import_run：新系统列 undone_at。
    steps.drop_column("import_run", "undone_at")
    # 新建系统表 import_matching。
    op.drop_table("import_matching")
