from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0004_the_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='waiting_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('state', 'to_answer'), ('waiting_since__isnull', True)), fields=['last_message_at'], name='conversations_without_duty'),
        ),
    ]
