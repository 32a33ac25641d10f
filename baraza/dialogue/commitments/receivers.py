from django.dispatch import receiver

from baraza.base.accounts.models import User
from baraza.base.accounts.signals import staff_left
from baraza.base.people.references import Reference, declare
from baraza.dialogue.commitments.actions import hand_over

declare(Reference("commitments.Commitment", "person"))


@receiver(staff_left)
def hand_promises_over(*, user: User, to: User | None, **_: object) -> None:
    hand_over(user=user, to=to)
