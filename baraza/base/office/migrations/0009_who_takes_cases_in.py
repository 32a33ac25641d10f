import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0008_what_the_portrait_shows"),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="intake_roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("member", "Member"),
                        ("chief_of_staff", "Chief of staff"),
                        ("caseworker", "Caseworker"),
                        ("correspondence", "Correspondence"),
                        ("communications", "Communications"),
                        ("volunteer", "Volunteer or intern"),
                        ("auditor", "Auditor"),
                        ("administrator", "Administrator"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="who else may take cases in",
            ),
        ),
    ]
