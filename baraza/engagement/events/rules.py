"""What may still leave, and how much one may book."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from baraza.engagement.events.models import Appointment

# The check that whatever is written of an appointment is asked for as it leaves.
STANDS = "events.stands"
# So many appointments one address or number can have before it.
MOST_OPEN = 3


def subject_of(appointment: Appointment) -> str:
    """What a letter about it is checked by: written of it as it was then."""
    return f"{appointment.pk}.{appointment.sequence}"


def may_leave(subjects: Collection[str]) -> Mapping[str, str]:
    """What was written of an appointment that has changed since does not leave."""
    numbers = {subject: subject.partition(".")[0] for subject in subjects}
    known = dict(
        Appointment.objects.filter(
            pk__in={int(one) for one in numbers.values() if one.isdecimal()}
        ).values_list("pk", "sequence")
    )
    return {
        subject: "The appointment has changed since this was written."
        for subject, number in numbers.items()
        if f"{number}.{known.get(int(number)) if number.isdecimal() else ''}" != subject
    }
