from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='payment',
            name='translations',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
