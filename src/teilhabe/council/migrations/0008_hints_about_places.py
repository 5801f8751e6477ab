# The messages of readers about places bear one name: Hinweis zu einem Ort.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0007_entries_with_their_town'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='placecorrection',
            options={'ordering': ['-received', '-pk'], 'verbose_name': 'Hinweis zu einem Ort', 'verbose_name_plural': 'Hinweise zu Orten'},
        ),
        migrations.AlterField(
            model_name='placecorrection',
            name='said',
            field=models.CharField(blank=True, max_length=200, verbose_name='Richtiger Ort laut Hinweis'),
        ),
    ]
