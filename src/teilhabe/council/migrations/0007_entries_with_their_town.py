"""Papers and meetings that were indexed before places existed are derived once more: their entries get the facet
``place`` of their town, and what else entries say of places. The hourly job or the next harvest does it."""

from typing import Any

from django.db import migrations


def mark_stale(apps: Any, schema_editor: Any) -> None:
    for name in ("Paper", "Meeting"):
        apps.get_model("council", name).objects.filter(stale=False).update(stale=True)


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0006_places_in_papers"),
    ]

    operations = [
        migrations.RunPython(mark_stale, migrations.RunPython.noop, elidable=True),
    ]
