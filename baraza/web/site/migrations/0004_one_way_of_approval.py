from django.db import migrations


def begin(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="site", model="approval"
    )
    task = apps.get_model("site", "Approval").objects.create(
        name="Approval", content_type=content_type
    )
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name="Approval")
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.task_ptr_id, sort_order=0
    )
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(workflow=workflow, page=root)


class Migration(migrations.Migration):
    dependencies = [("site", "0003_approval"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
