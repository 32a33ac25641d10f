"""Wagtail begins with a page that says "Welcome", groups and a way of approval. The page becomes
the beginning of our own; the rest goes, because roles decide here."""

from django.db import migrations


def begin(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="site", model="homeroot"
    )
    Page = apps.get_model("wagtailcore", "Page")
    welcome = Page.objects.get(depth=2)
    welcome.content_type_id = content_type.pk
    welcome.title = welcome.draft_title = "English"
    welcome.slug = "en"
    welcome.url_path = "/en/"
    welcome.save()
    root = apps.get_model("site", "HomeRoot")(page_ptr_id=welcome.pk)
    root.save_base(raw=True)
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"]).delete()
    apps.get_model("wagtailcore", "Workflow").objects.all().delete()
    apps.get_model("wagtailcore", "Task").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
