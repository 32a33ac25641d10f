"""Whether a letter that just arrived was signed by the domain it names.

Asked after the letter is filed, because the answer waits for other people's name servers.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from baraza.base.channels.email.dkim_check import Resolver, dkim_verdict, txt_record
from baraza.base.channels.models import Channel
from baraza.base.office.models import Profile
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions.filing import Filed
from baraza.dialogue.conversations.models import ConversationKind, Message
from baraza.dialogue.conversations.signals import agency_doubted

WAKE_UP = "conversations.verify_sender"
WRONG_SIGNATURE = gettext_noop(
    "The letter does not bear the signature of the address it names: it was changed on its way, "
    "or somebody else wrote it."
)


def verify_later(*, filed: Iterable[Filed], office: Profile) -> None:
    """Have live letters checked, where no mail server of ours has given its verdict already."""
    if office.trusted_servers:
        return
    for one in filed:
        raw = one.reading.raw
        if raw.is_live and raw.channel == Channel.EMAIL and not one.reading.sender_warning:
            enqueue(WAKE_UP, raw_id=raw.pk)


def verify_sender(*, raw_id: int, resolver: Resolver = txt_record) -> None:
    """Mark the letter where its signature is wrong (RFC 6376); no signature proves nothing."""
    message = (
        Message.objects.filter(raw_item=raw_id, sender_warning="")
        .select_related("raw_item", "conversation")
        .first()
    )
    if message is None or message.raw_item is None:
        return
    domain = message.author_address.rpartition("@")[2]
    verdict = dkim_verdict(bytes(message.raw_item.content), from_domain=domain, resolver=resolver)
    if verdict == "fail":
        message.sender_warning = WRONG_SIGNATURE[:300]
        message.save(update_fields=["sender_warning"])
        if message.conversation.kind == ConversationKind.AGENCY:
            agency_doubted.send(sender=Message, message=message)
