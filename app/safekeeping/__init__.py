"""Keeping an installation safe: backups that were tried out, putting one back, and knowing what was here before.

``make_backup`` writes one file; ``restore_backup`` puts one in place of what is there; ``standing`` says how things are.
"""

from app.safekeeping.backing_up import Made, make_backup
from app.safekeeping.daily import Standing, back_up_daily, standing
from app.safekeeping.folder import Kept, kept_backups
from app.safekeeping.restoring import Restored, check_backup, restore_backup

__all__ = ["Kept", "Made", "Restored", "Standing", "back_up_daily", "check_backup", "kept_backups", "make_backup",
           "restore_backup", "standing"]
