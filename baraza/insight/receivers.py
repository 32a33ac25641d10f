from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.insight.models import Outcome


@receiver(topic_merged)
def refile_under_kept_topic(*, kept: Topic, merged: Topic, **_: object) -> None:
    Outcome.objects.filter(topic=merged).update(topic=kept)
