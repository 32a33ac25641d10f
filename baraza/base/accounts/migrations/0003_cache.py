from django.db import migrations


class Migration(migrations.Migration):
    """The cache of the office, as `django.core.cache.backends.db` reads it."""

    dependencies = [("accounts", "0002_duties_and_sign_in")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE accounts_cache (cache_key varchar(255) PRIMARY KEY, "
                "value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX accounts_cache_expires ON accounts_cache (expires)",
            ],
            "DROP TABLE accounts_cache",
        ),
    ]
