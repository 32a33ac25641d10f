# What this stands for is Wagtail's own; see baraza/web/studio/tables/__init__.py.

import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('wagtaildocs', '0001_initial'),
        ('wagtaildocs', '0002_initial_data'),
        ('wagtaildocs', '0003_add_verbose_names'),
        ('wagtaildocs', '0004_capitalizeverbose'),
        ('wagtaildocs', '0005_alter_uploaded_by_user_on_delete_action'),
        ('wagtaildocs', '0005_document_collection'),
        ('wagtaildocs', '0006_copy_document_permissions_to_collections'),
        ('wagtaildocs', '0007_merge'),
        ('wagtaildocs', '0008_document_file_size'),
        ('wagtaildocs', '0009_document_verbose_name_plural'),
        ('wagtaildocs', '0010_document_file_hash'),
        ('wagtaildocs', '0011_add_choose_permissions'),
        ('wagtaildocs', '0012_uploadeddocument'),
        ('wagtaildocs', '0013_delete_uploadeddocument'),
    ]

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'permissions': [('choose_document', 'Can choose document')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
