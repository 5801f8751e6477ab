from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0006_entry_places_of_municipalities"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "published", "id"], name="entry_by_age"),
        ),
    ]
