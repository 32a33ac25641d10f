"""From a new office to a published website: which steps are done, by looking at the facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists

from baraza.base.accounts.models import User
from baraza.base.channels.models import Mailbox
from baraza.base.office.models import Hours, Location, Profile
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.base.places.actions import change_area
from baraza.base.places.actions.by_hand import add_area
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area
from baraza.common.folding import fold
from baraza.dialogue.letters.actions import LetterNameTaken, save_letter
from baraza.dialogue.letters.models import Letter, Purpose
from baraza.flows.demo.content import LibraryLetter, library_letters

# Written so that any office can send them as they are.
FIRST_LETTERS = (
    "thank-you-for-your-view",
    "we-have-written-to-the-agency",
    "no-money",
    "out-of-area",
    "condolences",
)


class Step(StrEnum):
    """The steps, in the order in which they help most."""

    WHO = "who"
    REACH = "reach"
    PORTRAIT = "portrait"
    HOURS = "hours"
    PLACES = "places"
    MAILBOX = "mailbox"
    NOTE = "note"
    LETTERS = "letters"
    PEOPLE = "people"
    PUBLISH = "publish"


def steps() -> dict[Step, bool]:
    """Each step, and whether it is done. Two queries."""
    own = profile()
    open_somewhere = Hours.objects.filter(location__in=Location.objects.published())
    asked = {
        Step.HOURS: open_somewhere,
        Step.PLACES: Area.objects.filter(is_served=True),
        Step.MAILBOX: Mailbox.objects.filter(is_active=True),
        Step.LETTERS: Letter.objects.filter(purpose=Purpose.REPLY, retired_at=None),
        Step.PEOPLE: Person.objects.all(),
    }
    questions = {step.value: Exists(rows) for step, rows in asked.items()}
    found = Profile.objects.filter(pk=own.pk).values(**questions).get()
    known = {
        Step.WHO: bool(own.member_name and own.constituency),
        Step.REACH: bool(own.email and (own.phone or own.postal_address)),
        Step.PORTRAIT: own.portrait_id is not None,
        # It leaves by itself, in our words, from the day there is an address to answer from.
        Step.NOTE: bool(own.email),
        Step.PUBLISH: own.site_published_at is not None,
    }
    return {step: known[step] if step in known else found[step.value] for step in Step}


def next_step(*, done: dict[Step, bool], after: Step | None = None) -> Step | None:
    """The first that is not done, looking on from one before starting over; None: all are."""
    order = list(Step)
    begin = order.index(after) + 1 if after else 0
    return next((step for step in [*order[begin:], *order[:begin]] if not done[step]), None)


@transaction.atomic
def add_constituency(*, name: str, places: Iterable[str], by: User, now: datetime) -> Area:
    """The area the member was elected in, and what lies in it, each name once. Raises NameTaken."""
    whole = add_area(name=name, kind=AreaKind.CONSTITUENCY, parent=None, by=by, now=now)
    change_area(
        area=whole,
        by=by,
        population=None,
        is_remote=False,
        is_marginalised=False,
        is_served=True,
        postcodes=(),
    )
    for place in {fold(each): each[:200] for each in places}.values():
        add_area(name=place, kind=AreaKind.WARD, parent=whole, by=by, now=now)
    return whole


def offered_letters() -> list[LibraryLetter]:
    """Letters that come with Baraza, in the languages of the office, that it does not have yet."""
    own = profile()
    known = set(Letter.objects.values_list("name", flat=True))
    letters = library_letters(language=own.default_language)
    return [
        one
        for one in letters
        if one.key in FIRST_LETTERS
        and one.title not in known
        and any(code in one.texts for code in own.languages)
    ]


@transaction.atomic
def take_letters(*, keys: Collection[str], by: User, now: datetime) -> list[int]:
    """Put these into the library, in the office's languages; returns their ids."""
    own = profile()
    made = []
    for one in offered_letters():
        if one.key not in keys:
            continue
        texts = {
            code: (text.subject, text.body)
            for code, text in one.texts.items()
            if code in own.languages
        }
        try:
            made.append(save_letter(name=one.title, texts=texts, now=now, by=by).pk)
        except LetterNameTaken:  # a colleague took it at the same moment
            continue
    return made
