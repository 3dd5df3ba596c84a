"""One import of a roster: ``PEER_DATABASE=… python -m bench.peer_import FILE``. Prints one JSON object, as import_ours does.

No history, no row scope, no encryption, no pinyin index: django-import-export has none of them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer_import.settings")
django.setup()

from django.db import connection  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from tablib import Dataset  # noqa: E402

from bench.import_file import team_name, villages  # noqa: E402
from bench.memory import peak_mb  # noqa: E402
from bench.peer_import.roster.models import Member, Team, Unit  # noqa: E402


class CachedKey(widgets.ForeignKeyWidget):  # type: ignore[misc]
    """A foreign key by its natural key, each looked up once: the remedy that the documentation's FAQ recommends."""

    known: dict[str, object] | None = None

    def clean(self, value: str, row: object = None, **kwargs: object) -> object:
        if self.known is None:
            self.known = {getattr(each, self.field): each for each in self.model.objects.all()}
        return self.known.get(value) or super().clean(value, row, **kwargs)


class MemberResource(resources.ModelResource):  # type: ignore[misc]
    """use_bulk, as the documentation advises for many rows."""

    unit = fields.Field(attribute="unit", column_name="单位", widget=CachedKey(Unit, "code"))
    team = fields.Field(attribute="team", column_name="所在队伍", widget=CachedKey(Team, "name"))
    name = fields.Field(attribute="name", column_name="姓名*")
    sex = fields.Field(attribute="sex", column_name="性别")
    id_number = fields.Field(attribute="id_number", column_name="身份证号码")
    phone = fields.Field(attribute="phone", column_name="联系电话")
    post = fields.Field(attribute="post", column_name="队内职务")
    origin = fields.Field(attribute="origin", column_name="人员来源")
    skills = fields.Field(attribute="skills", column_name="技能特长")
    joined_on = fields.Field(attribute="joined_on", column_name="入队时间", widget=widgets.DateWidget())
    remarks = fields.Field(attribute="remarks", column_name="备注")

    class Meta:
        model = Member
        use_bulk = True
        batch_size = 1000
        force_init_instance = False
        skip_diff = True
        import_id_fields = ("id_number",)
        clean_model_instances = True
        use_transactions = True


def prepare() -> None:
    """Tables, villages and teams."""
    with connection.schema_editor() as editor:
        for model in (Unit, Team, Member):
            editor.create_model(model)
    Unit.objects.bulk_create([Unit(code=code, name=code) for code in villages()])
    Team.objects.bulk_create([Team(unit=unit, name=team_name(unit.code)) for unit in Unit.objects.all()])


def main(path: Path) -> None:
    """Import the file and print what it took."""
    prepare()
    begun, busy = time.perf_counter(), time.process_time()
    dataset = Dataset().load(path.read_text("utf-8"), format="csv")
    result = MemberResource().import_data(dataset, raise_errors=False)
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    refused = result.totals["error"] + result.totals["invalid"]
    print(json.dumps({"stored": Member.objects.count(), "refused": refused, "seconds": round(seconds, 3), "cpu": round(busy, 3),
                      "stages": {}, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
