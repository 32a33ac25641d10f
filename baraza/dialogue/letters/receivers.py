from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.dialogue.letters.actions import merge_talking_points
from baraza.dialogue.letters.models import Letter


@receiver(topic_merged)
def refile_letters(*, kept: Topic, merged: Topic, **_: object) -> None:
    Letter.objects.filter(topic=merged).update(topic=kept)
    merge_talking_points(kept=kept, merged=merged)
