from typing import Any

from django.conf import settings
from django.db import migrations, models


def let_files_be_reviewed(apps: Any, schema_editor: Any) -> None:
    apps.get_model("catalogue", "Feed").objects.filter(url="").update(publishes=False)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_imports"),
        ("directory", "0003_gazetteer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(let_files_be_reviewed, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("publishes", False), models.Q(("url", ""), _negated=True), _connector="OR"),
                name="feed_that_publishes_has_an_address",
                violation_error_message="Ohne Prüfung veröffentlichen kann nur, was von einer Adresse kommt.",
            ),
        ),
    ]
