from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.people.references import Reference, declare_to_organisations
from baraza.engagement.projects.models import Project

declare_to_organisations(Reference("projects.Project", "body"))


@receiver(topic_merged)
def refile_under_kept_topic(*, kept: Topic, merged: Topic, **_: object) -> None:
    Project.objects.filter(topic=merged).update(topic=kept)
