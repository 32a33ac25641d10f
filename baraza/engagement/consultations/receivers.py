from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.engagement.consultations.models import Bill, Vote


@receiver(topic_merged)
def refile_under_kept_topic(*, kept: Topic, merged: Topic, **_: object) -> None:
    for model in (Bill, Vote):
        model.objects.filter(topic=merged).update(topic=kept)
