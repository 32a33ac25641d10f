from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0008_learning_and_found_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="learntword",
            name="letters",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
