from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_provider_workspace")]

    operations = [
        migrations.AddField("offer", "source_digest", models.CharField(blank=True, editable=False, max_length=32)),
        migrations.AddField("offer", "by_machine", models.BooleanField(default=False, editable=False)),
    ]
