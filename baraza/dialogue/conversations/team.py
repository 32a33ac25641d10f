"""Who may be given letters today, gathered for a whole batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from baraza.base.accounts.models import Circle, User
from baraza.base.accounts.queries import staff_with, stand_ins
from baraza.base.accounts.rules import Permission, may
from baraza.base.agenda.models import Topic
from baraza.base.agenda.queries import specialisms
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile, working_days
from baraza.base.places.models import Area
from baraza.dialogue.conversations.choosing import Colleague, Letter, Rule, Team
from baraza.dialogue.conversations.models import AssignmentRule, Conversation, ConversationState
from baraza.dialogue.conversations.turnaround import closest_target, targets


def letter_of(row: Conversation) -> Letter:
    """What the choice needs to know; a topic suggested steers as one chosen does, for it only says
    who looks first."""
    area = row.person.area if row.person else None
    return Letter(
        channel=row.channel,
        topic_id=row.topic_id or row.suggested_topic_id,
        language=row.language,
        areas=frozenset(area.lineage if area else ()),
        circle_id=row.circle_id,
    )


def team_for(*, rows: Sequence[Conversation], office: Profile, day: date) -> Team:
    """Five queries, one more where one of these is for a circle only."""
    circles: dict[int, set[int]] = {}
    if any(row.circle_id for row in rows):
        for user_id, circle_id in Circle.members.through.objects.values_list("user", "circle"):
            circles.setdefault(user_id, set()).add(circle_id)
    knows = specialisms()
    usual = frozenset(office.languages[:1])
    colleagues = [
        Colleague(
            pk=user.pk,
            roles=frozenset(user.roles),
            languages=frozenset(user.languages) or usual,
            topics=frozenset(knows.get(user.pk, ())),
            circles=frozenset(circles.get(user.pk, ())),
            may_answer=may(user, Permission.ANSWER),
        )
        for user in staff_with(permission=Permission.DRAFT)
    ]
    return Team(
        colleagues=colleagues,
        rules=[
            Rule(
                channel=rule.channel,
                topic_id=rule.topic_id,
                area_id=rule.area_id,
                language=rule.language,
                user_id=rule.user_id,
                role=rule.role,
            )
            for rule in AssignmentRule.objects.all()
        ],
        stand_ins=stand_ins(day=day),
        loads=_loads(),
    )


def _loads() -> dict[int, int]:
    rows = Conversation.objects.filter(state=ConversationState.TO_ANSWER, assigned_to__isnull=False)
    return dict(rows.order_by().values_list("assigned_to").annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class Foresight:
    """What would become of a letter that comes in now."""

    working_days: int
    due_date: date
    # Nobody, where letters are not given out by themselves or nobody may have it.
    user: User | None
    because: str


def foresee(
    *, channel: str, topic: Topic | None, language: str, area: Area | None, now: datetime
) -> Foresight:
    """Asked of the same rules that decide; nothing is changed. Ten queries at most."""
    office = profile()
    days = working_days(office=office)
    today = days.day_of(now)
    count = closest_target(targets(), channel=channel, topic_id=topic.pk if topic else None)
    letter = Letter(
        channel=channel,
        topic_id=topic.pk if topic else None,
        language=language,
        areas=frozenset(area.lineage if area else ()),
    )
    chosen = None
    if office.assigns_by_itself:
        chosen = team_for(rows=(), office=office, day=today).choose(letter)
    return Foresight(
        working_days=count,
        due_date=days.after(today, count),
        user=User.objects.get(pk=chosen[0]) if chosen else None,
        because=chosen[1] if chosen else "",
    )
