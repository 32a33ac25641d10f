from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.dialogue.conversations.models import Conversation


@receiver(topic_merged)
def refile_conversations(*, kept: Topic, merged: Topic, **_: object) -> None:
    Conversation.objects.filter(topic=merged).update(topic=kept)
