from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.dialogue.inputs.models import Input


@receiver(topic_merged)
def refile_inputs(*, kept: Topic, merged: Topic, **_: object) -> None:
    Input.objects.filter(topic=merged).update(topic=kept)
