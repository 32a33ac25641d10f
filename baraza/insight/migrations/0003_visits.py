from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_outcomes")]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("path", models.CharField(max_length=300)),
                ("language", models.CharField(max_length=10)),
                ("times", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("date", "path", "language"), name="insight_visits_of_a_day"
                    )
                ],
            },
        ),
    ]
