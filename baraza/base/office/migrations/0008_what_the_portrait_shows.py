from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0007_the_site_is_published")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="portrait_shows",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
