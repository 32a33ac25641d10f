from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0013_views_of_cases"),
        ("people", "0010_support_as_a_purpose"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="written_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="+",
                to="people.contactpoint",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("written_to__isnull", False)),
                fields=["written_to"],
                name="conversations_written_to",
            ),
        ),
    ]
