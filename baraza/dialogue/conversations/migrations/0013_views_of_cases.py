from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0012_agency_threads_wait_for_nobody")]

    operations = [
        migrations.RemoveConstraint(model_name="savedview", name="conversations_view_once"),
        migrations.AddField(
            model_name="savedview",
            name="room",
            field=models.CharField(
                choices=[("inbox", "Inbox"), ("cases", "Cases")], default="inbox", max_length=8
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("room", "owner", "name"),
                name="conversations_view_once",
                nulls_distinct=False,
            ),
        ),
    ]
