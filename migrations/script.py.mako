"""${message}

${sentences}

Revision ${up_revision}, after ${down_revision or "nothing"}; written on ${written_on}.
"""

import datetime  # noqa: F401

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

from app.model import migration_steps as steps  # noqa: F401
from app.model.append_only import transaction_number  # noqa: F401

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades}


def downgrade() -> None:
    ${downgrades}
