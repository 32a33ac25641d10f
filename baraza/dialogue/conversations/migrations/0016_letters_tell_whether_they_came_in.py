from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0015_letters_by_one_index")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="conversations_letters"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["conversation", "happened_at"],
                include=["direction", "input", "response"],
                name="conversations_letters",
            ),
        ),
    ]
