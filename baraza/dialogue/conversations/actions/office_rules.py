"""Who answers what, and by when: the office's own rules (requirement F2)."""

from django.db import transaction
from django.db.models import Max

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.places.models import Area
from baraza.dialogue.conversations.actions.duty import ask_to_count_anew
from baraza.dialogue.conversations.models import AssignmentRule, TurnaroundTarget

MOST_WORKING_DAYS = 250


class NoSuchTarget(ValueError):
    """An answer takes at least a day, and at most a year of working days."""


class NamesNobody(ValueError):
    """A rule names one colleague who works here, or one role."""


@transaction.atomic
def set_target(
    *, working_days: int, channel: str = "", topic: Topic | None = None, by: User | None = None
) -> TurnaroundTarget:
    """Within how many working days letters of that channel and topic are answered.

    Everything that waits is counted anew. Raises NoSuchTarget.
    """
    if not 1 <= working_days <= MOST_WORKING_DAYS:
        raise NoSuchTarget
    target, _ = TurnaroundTarget.objects.update_or_create(
        channel=channel, topic=topic, defaults={"working_days": working_days}
    )
    ask_to_count_anew()
    record(actor=by, act="changed", obj=target, detail={"working_days": working_days})
    return target


@transaction.atomic
def remove_target(*, target: TurnaroundTarget, by: User | None = None) -> None:
    """The next closest counts."""
    number = target.pk
    target.delete()
    ask_to_count_anew()
    record(actor=by, act="removed", obj=TurnaroundTarget, detail={"target": number})


@transaction.atomic
def add_rule(
    *,
    user: User | None = None,
    role: str = "",
    channel: str = "",
    topic: Topic | None = None,
    area: Area | None = None,
    language: str = "",
    position: int | None = None,
    by: User | None = None,
) -> AssignmentRule:
    """New letters that fit go to this colleague, or to whoever of that role has least to do.

    It comes after those there are, unless a position is given. Raises NamesNobody.
    """
    if (user is None) == (not role) or (user is not None and not user.is_active):
        raise NamesNobody
    if position is None:
        last = AssignmentRule.objects.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
    rule = AssignmentRule.objects.create(
        position=position,
        channel=channel,
        topic=topic,
        area=area,
        language=language,
        user=user,
        role=role,
    )
    record(actor=by, act="added", obj=rule)
    return rule


@transaction.atomic
def remove_rule(*, rule: AssignmentRule, by: User | None = None) -> None:
    """Letters already given stay where they are."""
    number = rule.pk
    rule.delete()
    record(actor=by, act="removed", obj=AssignmentRule, detail={"rule": number})


@transaction.atomic
def move_rule_up(*, rule: AssignmentRule, by: User | None = None) -> None:
    """It is asked before the one it followed."""
    rules = list(AssignmentRule.objects.select_for_update())
    place = next(number for number, one in enumerate(rules) if one.pk == rule.pk)
    if place == 0:
        return
    rules[place - 1], rules[place] = rules[place], rules[place - 1]
    for position, one in enumerate(rules):
        one.position = position
    AssignmentRule.objects.bulk_update(rules, ["position"])
    record(actor=by, act="changed", obj=rule)


def move_to_topic(*, kept: Topic, merged: Topic) -> None:
    """After two topics became one: its own targets win, rules of both count."""
    own = TurnaroundTarget.objects.filter(topic=kept).values("channel")
    TurnaroundTarget.objects.filter(topic=merged, channel__in=own).delete()
    TurnaroundTarget.objects.filter(topic=merged).update(topic=kept)
    AssignmentRule.objects.filter(topic=merged).update(topic=kept)
    ask_to_count_anew()
