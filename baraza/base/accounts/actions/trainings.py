"""What somebody has learnt for this work (requirement A4)."""

from datetime import date, datetime

from baraza.base.accounts.models import Training, User
from baraza.base.accounts.signals import account_changed


class NotYetHeld(ValueError):
    """It lies in the future: nobody has learnt from it yet."""


def add_training(
    *, user: User, name: str, held_date: date, given_by: str = "", by: User, now: datetime
) -> Training:
    """Raises NotYetHeld; a day's grace for whoever is ahead of the clock."""
    if (held_date - now.date()).days > 1:
        raise NotYetHeld
    training = Training.objects.create(
        user=user, name=name.strip(), held_date=held_date, given_by=given_by.strip()
    )
    account_changed.send(sender=User, user=user, by=by, what="training", now=now)
    return training


def remove_training(*, user: User, training_id: int, by: User, now: datetime) -> Training:
    """It was entered by mistake. Raises Training.DoesNotExist."""
    training = Training.objects.get(pk=training_id, user=user)
    training.delete()
    account_changed.send(sender=User, user=user, by=by, what="training", now=now)
    return training
