"""Who knows what, and what everybody may read of the agenda."""

from collections import defaultdict

from django.db.models import Prefetch, QuerySet

from baraza.base.agenda.models import Priority, Specialism, Topic


def specialisms() -> dict[int, list[int]]:
    """User id → ids of the topics they know best. One query."""
    found = defaultdict(list)
    for user_id, topic_id in Specialism.objects.values_list("user_id", "topic_id"):
        found[user_id].append(topic_id)
    return dict(found)


def public_agenda() -> QuerySet[Priority]:
    """The priorities everybody may read, with what was promised, the topics under them and what
    changed; four queries."""
    topics = Prefetch("topics", queryset=Topic.objects.in_use())
    rows = Priority.objects.in_use().filter(is_public=True)
    return rows.prefetch_related("pledges", topics, "changes")
