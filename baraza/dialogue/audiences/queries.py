"""Who is meant by a question, who of them may be reached, and why others may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel, Suppression
from baraza.base.people.models import (
    Consent,
    ContactKind,
    ContactLink,
    ContactState,
    GroupMember,
    Person,
)
from baraza.base.places.models import Area
from baraza.base.places.queries import areas_within
from baraza.dialogue.audiences.models import Audience
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.inputs.models import Input

# What a suppressed address is called in the outbox.
CHANNEL_OF = {
    ContactKind.EMAIL: Channel.EMAIL,
    ContactKind.PHONE: Channel.PHONE,
    ContactKind.POST: Channel.LETTER,
}


class LeftOut(TextChoices):
    """Why somebody who is meant is not reached; the first that holds is the one that is said."""

    DECEASED = "deceased", _("Has died")
    DO_NOT_CONTACT = "do_not_contact", _("Asked not to be contacted")
    NO_CONSENT = "no_consent", _("Has not agreed to this")
    NO_CONTACT = "no_contact", _("No way to reach them")
    SUPPRESSED = "suppressed", _("Their address no longer works, or they asked us to stop")


REACHED = "reached"
FEW = 20_000
SAMPLE = 4_000


@dataclass(frozen=True, slots=True)
class Size:
    """`meant` = `reached` + the sum of `left_out`, people each."""

    reached: int
    left_out: Mapping[LeftOut, int]
    # Reckoned from a part of the people, two figures of each number being right.
    is_estimate: bool = False

    @property
    def meant(self) -> int:
        return self.reached + sum(self.left_out.values())


def quick_size(*, question: Question, user: User, now: datetime) -> Size:
    """Counted where 20,000 people are meant at most, else reckoned from 4,000 of all, which are
    the same each time: a question about a million is answered as soon as it is asked.
    """
    asked = {"question": question, "user": user, "now": now}
    everybody = Person.objects.current().order_by()
    if any(rows.order_by()[: FEW + 1].count() <= FEW for rows in (everybody, meant(**asked))):
        return size_of(**asked)
    last = everybody.aggregate(last=Max("pk"))["last"]
    some = Random(1).sample(range(1, last + 1), min(SAMPLE, last))  # noqa: S311 (no secret)
    size = size_of(**asked, among=some)
    return Size(
        reached=_rounded(size.reached * last / len(some)),
        left_out={
            reason: _rounded(count * last / len(some)) for reason, count in size.left_out.items()
        },
        is_estimate=True,
    )


def size_of(
    *,
    question: Question,
    user: User,
    now: datetime,
    among: Sequence[int] | None = None,
    people: QuerySet[Person] | None = None,
) -> Size:
    """Counted now, from what this member of staff may see; at most eight queries. `among`: only
    these people (ids). `people`: these are meant, and the question says how they are reached.

    Each step asks only for those whom the step before left, which the database answers several
    times faster than one question with every reason in it.
    """
    if people is None:
        people = meant(question=question, user=user, now=now)
    # As one array: thousands of values cost more to send than to look up.
    some = None if among is None else RawSQL("SELECT unnest(%s::bigint[])", [list(among)])
    if some is not None:
        people = people.filter(pk__in=some)
    all_of_them, living, open_to_us = people.aggregate(
        meant=Count("pk"),
        living=Count("pk", filter=Q(is_deceased=False)),
        open_to_us=Count("pk", filter=Q(is_deceased=False, do_not_contact=False)),
    ).values()
    people = people.filter(is_deceased=False, do_not_contact=False)
    agree = open_to_us
    if question.purpose:
        people = people.filter(Exists(agreed(question)))
        agree = people.count()
    links = ContactLink.objects.filter(
        contact_point__kind=question.way, person__in=people.order_by().values("pk")
    )
    if some is not None:
        links = links.filter(person__in=some)
    with_address, reached_now = (
        links.annotate(usable=Case(When(is_usable(question), then=True), default=False))
        .order_by()
        .values("person")
        .annotate(any_usable=BoolOr("usable"))
        .aggregate(known=Count("person"), usable=Count("person", filter=Q(any_usable=True)))
        .values()
    )
    left = {
        LeftOut.DECEASED: all_of_them - living,
        LeftOut.DO_NOT_CONTACT: living - open_to_us,
        LeftOut.NO_CONSENT: open_to_us - agree,
        LeftOut.NO_CONTACT: agree - with_address,
        LeftOut.SUPPRESSED: with_address - reached_now,
    }
    return Size(
        reached=reached_now,
        left_out={reason: count for reason, count in left.items() if count},
    )


def _rounded(number: float) -> int:
    """To two figures."""
    return int(float(f"{number:.1e}"))


def reached(
    *, question: Question, user: User, now: datetime, people: QuerySet[Person] | None = None
) -> QuerySet[Person]:
    """The people who would be reached, in the order of their names."""
    return _with_fate(question, user, now, people).filter(fate=REACHED)


def left_out(
    *,
    question: Question,
    reason: LeftOut,
    user: User,
    now: datetime,
    people: QuerySet[Person] | None = None,
) -> QuerySet[Person]:
    """The people who are meant and left out for this reason, in the order of their names."""
    return _with_fate(question, user, now, people).filter(fate=reason)


def meant(*, question: Question, user: User, now: datetime) -> QuerySet[Person]:
    """Everybody the question is about, whether or not they may be reached."""
    people = Person.objects.current()
    for areas in _areas(question):
        people = people.filter(area__in=areas)
    if question.language:
        people = people.filter(
            Q(language=question.language) | Q(languages__contains=[question.language])
        )
    if question.group is not None:
        members = GroupMember.objects.filter(group=question.group)
        people = people.filter(pk__in=members.values("person"))
    if question.topic is not None or question.within_days is not None:
        said = Input.objects.visible_to(user).counted().filter(person__isnull=False)
        if question.topic is not None:
            said = said.filter(topic=question.topic)
        if question.within_days is not None:
            said = said.filter(received_at__gte=now - timedelta(days=question.within_days))
        people = people.filter(pk__in=said.values("person"))
    return people


def audiences() -> list[Audience]:
    """Every saved question, by name."""
    return list(Audience.objects.select_related("made_by"))


def _areas(question: Question) -> list[QuerySet[Area]]:
    """Somebody who is meant lives in an area of each of these."""
    asked = [areas_within(areas=[question.area])] if question.area is not None else []
    marks = {"is_remote": question.only_remote, "is_marginalised": question.only_marginalised}
    for mark in [name for name, is_set in marks.items() if is_set]:
        marked = Area.objects.filter(**{mark: True}).values_list("pk", flat=True)
        asked.append(areas_within(areas=list(marked)))
    return asked


def agreed(question: Question) -> QuerySet[Consent]:
    """Of the person in the query around it: that they agree to what is asked, now."""
    return Consent.objects.filter(
        person=OuterRef("pk"), purpose=question.purpose, withdrawn_at__isnull=True
    )


def is_usable(question: Question) -> Q:
    """Of a link to a contact point: that it works, and that nobody asked us to stop there."""
    stopped = Suppression.objects.filter(
        channel=CHANNEL_OF[ContactKind(question.way)], address=OuterRef("contact_point__value")
    )
    broken = [ContactState.BOUNCING, ContactState.COMPLAINED]
    return ~Q(contact_point__state__in=broken) & ~Q(Exists(stopped))


def _with_fate(
    question: Question, user: User, now: datetime, people: QuerySet[Person] | None
) -> QuerySet[Person]:
    links = ContactLink.objects.filter(person=OuterRef("pk"), contact_point__kind=question.way)
    usable = links.filter(is_usable(question))
    cases = [
        When(is_deceased=True, then=Value(LeftOut.DECEASED.value)),
        When(do_not_contact=True, then=Value(LeftOut.DO_NOT_CONTACT.value)),
    ]
    if question.purpose:
        cases.append(When(~Exists(agreed(question)), then=Value(LeftOut.NO_CONSENT.value)))
    cases += [
        When(~Exists(links), then=Value(LeftOut.NO_CONTACT.value)),
        When(~Exists(usable), then=Value(LeftOut.SUPPRESSED.value)),
    ]
    fate = Case(*cases, default=Value(REACHED), output_field=CharField())
    if people is None:
        people = meant(question=question, user=user, now=now)
    return people.annotate(fate=fate).order_by("sort_key", "pk")
