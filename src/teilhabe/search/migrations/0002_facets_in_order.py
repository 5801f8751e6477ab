from django.db import migrations, models


def copy_from_entries(apps, schema_editor):
    """Every facet takes kind and moment from its entry, in one statement: there may be a million."""
    Entry, EntryFacet = apps.get_model("search", "Entry"), apps.get_model("search", "EntryFacet")
    own = Entry.objects.filter(pk=models.OuterRef("entry"))
    EntryFacet.objects.update(
        kind=models.Subquery(own.values("kind")[:1]), starts=models.Subquery(own.values("starts")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RemoveIndex("entryfacet", "facet_by_value"),
        migrations.AddField("entryfacet", "kind", models.CharField(default="", max_length=30), preserve_default=False),
        migrations.AddField("entryfacet", "starts", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(copy_from_entries, migrations.RunPython.noop),
        migrations.AddIndex(
            "entryfacet",
            models.Index(fields=["name", "value", "kind", "starts", "entry"], name="facet_in_order"),
        ),
    ]
