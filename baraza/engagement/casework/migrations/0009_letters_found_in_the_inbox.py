import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_service_requests"),
        ("conversations", "0013_views_of_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("former", models.JSONField(default=dict)),
                ("left", models.JSONField(default=dict)),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                models.Func(
                    django.db.models.functions.text.Lower("contact_address"),
                    models.Value("@"),
                    models.Value(2),
                    function="split_part",
                    output_field=models.CharField(),
                ),
                condition=models.Q(("contact_address", ""), _negated=True),
                name="casework_asked_at_domain",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                django.db.models.functions.text.Lower("reference"),
                condition=models.Q(("reference", ""), _negated=True),
                name="casework_asked_reference",
            ),
        ),
        migrations.AddField(
            model_name="agencyletter",
            name="conversation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="conversations.conversation",
            ),
        ),
        migrations.AddField(
            model_name="agencyletter",
            name="inquiry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters_found",
                to="casework.inquiry",
            ),
        ),
        migrations.AddField(
            model_name="agencyletter",
            name="joining",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="conversations.joining",
            ),
        ),
        migrations.AddField(
            model_name="agencyletter",
            name="said_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
