from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.people.references import Reference, declare
from baraza.dialogue.inputs.models import Input

declare(Reference("inputs.Input", "person"))


@receiver(topic_merged)
def refile_inputs(*, kept: Topic, merged: Topic, **_: object) -> None:
    Input.objects.filter(topic=merged).update(topic=kept)
