import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_organisations_found_noted_merged")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("language", ""), _negated=True),
                fields=["language", "sort_key"],
                name="people_by_language",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["languages"], name="people_languages"
            ),
        ),
    ]
