"""What somebody has chosen so far, as it stands in the address of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from baraza.engagement.events.links import UnknownAppointment, appointment_by, token_of
from baraza.engagement.events.models import Appointment, Purpose, State, Way
from baraza.engagement.events.queries.free import Place, Times, bookable

STEPS = 5
ONE_DAY = timedelta(days=1)


@dataclass
class Asked:
    """Purpose, place, day: each is chosen by itself where there is only one."""

    purposes: Sequence[Purpose]
    purpose: Purpose | None
    place_key: str
    day: date | None
    # A constituency day: nothing else is shown.
    on: date | None
    # The appointment that is to be moved.
    moved: Appointment | None
    now: datetime = field(default_factory=timezone.now)

    @classmethod
    def in_address(cls, request: HttpRequest) -> Asked:
        """Whatever of it makes no sense is left out."""
        asked = request.GET
        moved = _moved(asked.get("change", ""))
        purposes = [moved.purpose] if moved else list(bookable())
        purpose = next((one for one in purposes if str(one.pk) == asked.get("purpose")), None)
        if purpose is None and len(purposes) == 1:
            purpose = purposes[0]
        return cls(
            purposes=purposes,
            purpose=purpose,
            place_key=asked.get("place", "")[:30],
            day=_day(asked.get("date", "")),
            on=_day(asked.get("day", "")),
            moved=moved,
        )

    @cached_property
    def times(self) -> Times:
        """Of the purpose that was chosen."""
        if self.purpose is None:
            raise LookupError("no purpose was chosen")
        return Times(
            purpose=self.purpose,
            now=self.now,
            moved=self.moved,
            first_date=self.on,
            last_date=self.on,
        )

    def times_on(self, moment: datetime) -> Times:
        """The same, of the days around a moment: quicker."""
        return replace(
            self.times, first_date=(moment - ONE_DAY).date(), last_date=(moment + ONE_DAY).date()
        )

    @cached_property
    def places(self) -> list[Place]:
        """Where one can meet for this purpose."""
        return self.times.places()

    @cached_property
    def place(self) -> Place | None:
        """The one that was chosen, or the only one."""
        found = next((one for one in self.places if one.key == self.place_key), None)
        return self.places[0] if found is None and len(self.places) == 1 else found

    def step(self, number: int) -> tuple[int, int]:
        """Which step that is, and of how many, where what goes without saying is no step."""
        skipped = (len(self.purposes) == 1) + (self.purpose is not None and len(self.places) == 1)
        before = (number > 1 and len(self.purposes) == 1) + (
            number > 2 and self.purpose is not None and len(self.places) == 1
        )
        return number - before, STEPS - skipped

    def address(self, name: str = "appointments", **further: object) -> str:
        """The next step, with what was chosen and this."""
        chosen: dict[str, object] = {"lang": translation.get_language()}
        if self.purpose is not None:
            chosen["purpose"] = self.purpose.pk
            if self.place_key:
                chosen["place"] = self.place_key
        if self.on:
            chosen["day"] = self.on.isoformat()
        if self.moved is not None:
            chosen["change"] = token_of(self.moved)
        chosen |= further
        return f"{reverse(name)}?{urlencode(chosen)}"

    def leads_to(self, starts_at: datetime) -> str:
        """Where a time that was chosen leads: who are you, or shall it be moved there."""
        start = moment_as(starts_at)
        if self.moved is None:
            return self.address("appointment_book", start=start)
        query = {"lang": translation.get_language(), "place": self.place_key, "start": start}
        page = reverse("appointment_move", kwargs={"token": token_of(self.moved)})
        return f"{page}?{urlencode(query)}"


def moment_in(text: str) -> datetime | None:
    """A moment as addresses and forms carry it: seconds since 1970."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 11):
        return None
    return datetime.fromtimestamp(int(text), tz=UTC)


def moment_as(moment: datetime) -> str:
    """See `moment_in`."""
    return str(int(moment.timestamp()))


def said_of(place: Place) -> str:
    """How and where one meets, in words."""
    match place.way:
        case Way.IN_PERSON if place.location:
            return _("In person: %(place)s") % {"place": place.location.said("name")}
        case _:
            return str(place.way.label)


def _moved(token: str) -> Appointment | None:
    if not token:
        return None
    try:
        found = appointment_by(token=token)
    except UnknownAppointment:
        return None
    is_movable = found.state in (State.BOOKED, State.OFFERED)
    return found if is_movable and found.starts_at > timezone.now() else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    today = timezone.localdate()
    return day if abs(day - today) < timedelta(days=400) else None
