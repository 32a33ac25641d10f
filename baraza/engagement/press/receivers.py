"""What the press makes known below."""

from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.channels.rules import register_guard_of_many
from baraza.engagement.press.models import Release
from baraza.engagement.press.rules import MAY_LEAVE, may_leave

register_guard_of_many(MAY_LEAVE, may_leave)


@receiver(topic_merged)
def refile_under_kept_topic(*, kept: Topic, merged: Topic, **_: object) -> None:
    Release.objects.filter(topic=merged).update(topic=kept)
