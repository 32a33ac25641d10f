"""What somebody can be told of their case now, in words that are ready to leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.channels.models import Channel
from baraza.base.office.models import Profile
from baraza.base.office.queries import day_of, profile, working_days, zone
from baraza.base.office.working_days import WorkingDays
from baraza.base.people.models import ContactKind, Person, PreferredChannel
from baraza.common.paper.printing import long_date
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.conversations.models import Direction, Message
from baraza.dialogue.letters.merging import greeting
from baraza.engagement.casework.models import (
    Case,
    CaseUpdate,
    Inquiry,
    InquiryLog,
    InquiryState,
    Outcome,
)

SPOKEN_HERE = frozenset(code for code, _name in settings.LANGUAGES)
WAYS = {
    PreferredChannel.EMAIL: "email",
    PreferredChannel.PHONE: "phone",
    PreferredChannel.SMS: "sms",
    PreferredChannel.POST: "letter",
    PreferredChannel.VISIT: "walk_in",
}


@dataclass(frozen=True, slots=True)
class Reached:
    """Where whoever is told can be reached, and by which way first."""

    person: Person | None
    emails: list[str]
    phones: list[str]
    # Name and address as they stand on an envelope.
    envelope: str
    # email, sms, phone, letter or walk_in; the first is how they like it, or what they used.
    ways: list[str]


@dataclass(frozen=True, slots=True)
class Ready:
    """Words in the constituent's language, to be changed at will."""

    # The language they are in, and the one they should be in: the product speaks four.
    language: str
    wanted: str
    letter: str
    text_message: str
    # What happened since they last heard from us, a sentence each.
    happened: list[str]
    since: date


def addressee(*, case: Case) -> Person | None:
    """Who hears how it stands: whoever asks for somebody else, or the person themselves."""
    return case.asked_by or case.person


def language_for(*, case: Case, office: Profile | None = None) -> str:
    """The language they are told in; the product's own words exist in four."""
    person = addressee(case=case)
    for language in (person.language if person else "", case.language):
        if language:
            return language
    return (office or profile()).default_language


def reached(*, case: Case) -> Reached:
    """One query."""
    person = addressee(case=case)
    points = list(person.contact_points.order_by("pk")) if person else []
    at = {
        kind: [point.value for point in points if point.kind == kind and not point.is_dead]
        for kind in ContactKind
    }
    emails, phones = at[ContactKind.EMAIL], at[ContactKind.PHONE]
    address = next(iter(at[ContactKind.POST]), person.address if person else "")
    name = person.name if person and "@" not in person.name else ""
    able = {
        "email": bool(emails) or case.channel in (Channel.EMAIL, Channel.FORM),
        "sms": bool(phones),
        "phone": True,
        "letter": True,
        "walk_in": True,
    }
    liked = WAYS.get(person.preferred_channel, "") if person else ""
    used = {Channel.FORM: "email"}.get(Channel(case.channel), str(case.channel))
    wish = [liked, used if used != "walk_in" else "", "email", "phone", "sms", "letter", "walk_in"]
    # What was used is no good where nothing arrives there; what is liked is always offered.
    ways = [way for way in dict.fromkeys(wish) if way and (able[way] or way == liked)]
    return Reached(person, emails, phones, "\n".join(filter(None, [name, address])), ways)


def updates_of(*, case: Case) -> QuerySet[CaseUpdate]:
    """What they were told, newest first."""
    return case.updates.select_related("given_by", "message__outgoing", "message__paper")


def open_promises(*, case: Case) -> list[Commitment]:
    """What was promised in the case and is neither kept nor given up."""
    ours = case.promises.values("commitment")
    return list(Commitment.objects.filter(pk__in=ours, state=CommitmentState.OPEN))


def ready_update(*, case: Case, now: datetime, next_date: date) -> Ready:
    """What happened since they last heard from us, ready to be told; five queries. Told twice on
    one day, by text message and by letter, they hear the same.

    Of a sensitive case a text message says only that there is news: others see a telephone's
    screen, too.
    """
    office, days = profile(), working_days()
    language = language_for(case=case, office=office)
    today = datetime.combine(days.day_of(now), time.min, tzinfo=zone())
    before = case.updates.filter(given_at__lt=today)
    last = before.order_by("-given_at").values_list("given_at", flat=True).first()
    since = last or case.opened_at
    inquiries = list(case.inquiries.select_related("organisation").order_by("asked_at", "pk"))
    events = _events(inquiries, since, days)
    with translation.override(_ours(language, office)):
        happened = [
            *(_sentence(event, days.day_of(event.at)) for event in events),
            *_waiting(inquiries, {event.inquiry.pk for event in events}, days.day_of(now)),
        ]
        person = addressee(case=case)
        name = person.name if person and "@" not in person.name else ""
        again = _("You hear from us again by %(day)s at the latest.") % {"day": _day(next_date)}
        news = happened or [_nothing_new()]
        letter = "\n\n".join(
            filter(
                None,
                [
                    greeting(name=name, language=translation.get_language() or "en"),
                    _("This is how your case %(code)s stands.") % {"code": case.code},
                    "\n".join(news),
                    again,
                    _("If anything changes for you, please tell us."),
                ],
            )
        )
        if case.kind.is_sensitive:
            short = _("There is something to tell you. Please call us.") if happened else ""
        else:
            short = happened[-1] if happened else ""
        text_message = " ".join(
            filter(
                None,
                [
                    _("%(office)s: your case %(code)s.")
                    % {"office": office.member_name or office.name, "code": case.code},
                    short or _("No news yet; we have not forgotten you."),
                    _("More by %(day)s.") % {"day": _day(next_date)},
                ],
            )
        )
        spoken = translation.get_language() or "en"
    return Ready(spoken, language, letter, text_message, happened, days.day_of(since))


def ready_closing(*, case: Case, outcome: str, changed: str = "") -> Ready:
    """The last letter of a case, for what came of it; two queries."""
    office = profile()
    language = language_for(case=case, office=office)
    with translation.override(_ours(language, office)):
        person = addressee(case=case)
        name = person.name if person and "@" not in person.name else ""
        spoken = translation.get_language() or "en"
        what = _outcome_words().get(outcome, "")
        letter = "\n\n".join(
            filter(
                None,
                [
                    greeting(name=name, language=spoken),
                    " ".join(
                        filter(
                            None,
                            [
                                _("Your case %(code)s is closed.") % {"code": case.code},
                                what,
                            ],
                        )
                    ),
                    changed.strip(),
                    _("If that is not so, or it begins again, answer this letter: we go on."),
                ],
            )
        )
        text_message = " ".join(
            filter(
                None,
                [
                    _("%(office)s: your case %(code)s is closed.")
                    % {"office": office.member_name or office.name, "code": case.code},
                    "" if case.kind.is_sensitive else what,
                    _("Call us if it begins again."),
                ],
            )
        )
    return Ready(spoken, language, letter, text_message, [], day_of(now=case.opened_at))


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    # asked, reminded or answered
    what: str
    inquiry: Inquiry


def _events(inquiries: list[Inquiry], since: datetime, days: WorkingDays) -> list[_Event]:
    """What went out and came back, in its order; of reminders of one day only one."""
    found = [_Event(one.asked_at, "asked", one) for one in inquiries if one.asked_at > since]
    found += [
        _Event(one.answered_at, "answered", one)
        for one in inquiries
        if one.answered_at and one.answered_at > since
    ]
    found += [
        next(same)
        for _key, same in groupby(
            sorted(_reminders(inquiries, since, days), key=lambda one: (one.inquiry.pk, one.at)),
            key=lambda one: (one.inquiry.pk, days.day_of(one.at)),
        )
    ]
    return sorted(found, key=lambda event: event.at)


def _reminders(inquiries: list[Inquiry], since: datetime, days: WorkingDays) -> Iterator[_Event]:
    """Letters after the first, and calls we made."""
    chased = {one.conversation_id: one for one in inquiries if one.chases and one.conversation_id}
    by_number = {one.pk: one for one in inquiries}
    letters = Message.objects.filter(
        conversation__in=chased, direction=Direction.OUTGOING, happened_at__gt=since
    ).values_list("conversation_id", "happened_at")
    calls = InquiryLog.objects.filter(
        inquiry__in=by_number, is_theirs=False, happened_at__gt=since
    ).values_list("inquiry_id", "happened_at")
    asked = [(chased[number], at) for number, at in letters]
    asked += [(by_number[number], at) for number, at in calls]
    for inquiry, at in asked:
        if days.day_of(at) > days.day_of(inquiry.asked_at):
            yield _Event(at, "reminded", inquiry)


def _sentence(event: _Event, day: date) -> str:
    words = {"agency": event.inquiry.organisation.name, "day": _day(day)}
    if event.what == "asked":
        return _("On %(day)s we wrote to %(agency)s for you.") % words
    if event.what == "answered":
        return _("On %(day)s %(agency)s answered. We are looking at what it means for you.") % words
    return _("On %(day)s we reminded %(agency)s.") % words


def _waiting(inquiries: list[Inquiry], told: set[int], day: date) -> Iterator[str]:
    for one in inquiries:
        if one.state != InquiryState.WAITING:
            continue
        words = {"agency": one.organisation.name}
        if one.expected_date and one.expected_date >= day:
            words["day"] = _day(one.expected_date)
            yield _("We wait for the answer of %(agency)s and expect it by %(day)s.") % words
        elif one.pk not in told:
            yield _("We still wait for the answer of %(agency)s.") % words


def _nothing_new() -> str:
    return _("There is no news yet. We have not forgotten you and are still working on it.")


def _outcome_words() -> dict[str, str]:
    return {
        Outcome.SOLVED: _("We are glad that it could be solved."),
        Outcome.PARTLY: _("Part of it could be solved."),
        Outcome.NOT_SOLVED: _("We are sorry: we could not get it solved."),
        Outcome.INFORMED: _("We have told you what we know; we hope it helps you on."),
        Outcome.REFERRED: _("Those we sent you to can help you further."),
        Outcome.DECLINED: _("We cannot take it on, as we explained to you."),
        Outcome.WITHDRAWN: _("You asked us to stop, so we do nothing more."),
        Outcome.NO_ANSWER: _("We tried to reach you and could not."),
    }


def _ours(language: str, office: Profile) -> str:
    """The language of the product's own words for somebody who speaks this one."""
    for one in (language, language.partition("-")[0], office.default_language):
        if one in SPOKEN_HERE:
            return one
    return "en"


def _day(day: date) -> str:
    return long_date(day, translation.get_language() or "en")
