from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_signing_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingitem',
            name='interruptions',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
