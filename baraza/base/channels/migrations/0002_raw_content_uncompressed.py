from django.db import migrations


class Migration(migrations.Migration):
    """Mail is mostly base64 and quoted-printable: compressing it costs time and saves little."""

    dependencies = [("channels", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE channels_rawitem ALTER COLUMN content SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        )
    ]
