from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office_register", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="is_ready",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
