"""Django's own mail (sign-in, password reset) leaves through the outbox like all other."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox
from baraza.base.channels.models import OutgoingKind


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """A row for each recipient; returns how many messages were taken."""
        put_in_outbox(
            letters=[
                Outgoing(
                    kind=OutgoingKind.SIGN_IN,
                    recipient=recipient,
                    subject=message.subject,
                    text=message.body,
                    language=translation.get_language() or "",
                )
                for message in email_messages
                for recipient in message.recipients()
            ],
            now=timezone.now(),
        )
        return len(email_messages)
