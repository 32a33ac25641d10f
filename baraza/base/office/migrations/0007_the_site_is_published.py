import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0006_places_and_hours"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailimages.image",
                verbose_name="portrait",
            ),
        ),
        # Whoever has a site already has published it.
        migrations.AddField(
            model_name="profile",
            name="site_published_at",
            field=models.DateTimeField(
                blank=True,
                default=django.utils.timezone.now,
                null=True,
                verbose_name="website published",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="guide_put_away_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
