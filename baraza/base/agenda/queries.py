"""Who knows what."""

from collections import defaultdict
from datetime import date

from baraza.base.accounts.models import User
from baraza.base.accounts.queries import absent_on, staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Specialism


def specialisms() -> dict[int, list[int]]:
    """User id → ids of the topics they know best. One query."""
    found = defaultdict(list)
    for user_id, topic_id in Specialism.objects.values_list("user_id", "topic_id"):
        found[user_id].append(topic_id)
    return dict(found)


def suited_staff(*, topic_id: int | None, language: str, day: date) -> list[User]:
    """Those who may answer and are here that day: first who knows the topic, then who speaks the
    language, then the rest by name (requirement A4). Three queries.
    """
    knows = set(Specialism.objects.filter(topic=topic_id).values_list("user_id", flat=True))
    away = absent_on(day=day)
    here = [user for user in staff_with(permission=Permission.ANSWER) if user.pk not in away]
    return sorted(
        here,
        key=lambda user: (user.pk not in knows, language not in user.languages, user.name),
    )
