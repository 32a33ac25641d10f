from django.db import migrations

from baraza.engagement.casework.actions.beginnings import put_standard_kinds

TABLES = ("CaseKind", "CaseField", "KindStep", "UpdatePolicy")


def begin(apps, schema_editor):
    """Every office has kinds of case to begin with, in the language it works in."""
    profile = apps.get_model("office", "Profile").objects.filter(pk=1).first()
    put_standard_kinds(
        tables={name: apps.get_model("casework", name) for name in TABLES},
        languages=profile.languages if profile else [],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_notices_know_their_letter"),
        ("office", "0001_initial"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
