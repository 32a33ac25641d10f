from django.db import migrations, models

KINDS = [
    ("assigned", "A letter is mine to answer"),
    ("case", "A case is mine to work on"),
    ("mentioned", "A colleague mentions me in a note"),
    ("approval_asked", "A text waits for my approval"),
    ("approval_decided", "A text of mine was approved or sent back"),
    ("delivery_failed", "An answer of mine could not be delivered"),
    ("due", "Letters of mine are due today or late"),
    ("glass_broken", "Somebody looked inside a circle of mine"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_news_and_training")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        )
        for model in ("mailwish", "notification")
    ]
