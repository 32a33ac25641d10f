"""What is kept of what came and went, about a person and for how long."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.channels.actions import emptying
from baraza.base.channels.models import Channel, OutgoingItem, RawItem, RawState
from baraza.base.people.models import Person
from baraza.base.people.queries import own_addresses
from baraza.base.people.registry import (
    Counts,
    Entry,
    Holding,
    Kind,
    register_holding,
    register_kind,
    unprotected,
)

# Items that belong to no conversation, and so to a person only by their address.
LOOSE = (RawState.MACHINE, RawState.QUARANTINE, RawState.DUPLICATE)


def export(person: Person, user: User) -> Iterator[Entry]:
    """Everything sent to addresses that are theirs alone."""
    rows = _sent_to(person).visible_to(user).filter(erased_at__isnull=True)
    rows = rows.select_related("words").order_by("made_at")
    for item in rows.iterator(chunk_size=200):
        yield Entry(
            title=item.whole_subject,
            happened_at=item.finished_at or item.made_at,
            facts={
                gettext("Kind"): item.get_kind_display(),
                gettext("To"): item.recipient,
                gettext("State"): item.get_state_display(),
            },
            text=item.whole_text,
        )


def hidden(person: Person, user: User) -> int:
    """What was sent to them within other circles."""
    return _sent_to(person).count() - _sent_to(person).visible_to(user).count()


def erase(person: Person, now: datetime) -> Counts:
    """What was sent to their own addresses, and loose items that name them as a correspondent."""
    addresses = own_addresses(person)
    outgoing = list(_sent_to(person).values_list("pk", flat=True))
    loose = _loose_items(addresses)
    return {
        "sent": emptying.forget_recipients(item_ids=outgoing, now=now),
        "loose": emptying.empty_raw(raw_ids=loose, now=now),
        "suppressed": emptying.forget_addresses(addresses=addresses),
    }


def _sent_to(person: Person) -> "QuerySet[OutgoingItem]":
    return OutgoingItem.objects.filter(recipient__in=own_addresses(person))


def _loose_items(addresses: Sequence[str]) -> list[int]:
    """Bounces that mention an address anywhere; copies and unread items only where it stands
    above the letter: what others write of somebody is theirs.
    """
    found = []
    rows = RawItem.objects.filter(state__in=LOOSE, erased_at__isnull=True)
    wanted = [address.lower().encode() for address in addresses]
    if not wanted:
        return []
    for pk, state, channel, content in rows.values_list(
        "pk", "state", "channel", "content"
    ).iterator(chunk_size=100):
        text = bytes(content).lower().replace(b"\r\n", b"\n")
        if channel == Channel.EMAIL and state != RawState.MACHINE:
            text = text.partition(b"\n\n")[0]
        if any(address in text for address in wanted):
            found.append(pk)
    return found


def _raw_kind(name: str, label: str | Promise, days: int, state: RawState) -> Kind:
    def due(before: datetime, now: datetime) -> QuerySet:
        rows = RawItem.objects.filter(state=state, arrived_at__lt=before, erased_at__isnull=True)
        return unprotected(rows, now=now)

    return Kind(name, label, days, due, _counted("originals", emptying.empty_raw, "raw_ids"))


def _counted(name: str, act: Callable[..., int], argument: str) -> Callable[..., Counts]:
    def erase(ids: Sequence[int], now: datetime) -> Counts:
        return {name: act(**{argument: ids}, now=now)}

    return erase


def _left(before: datetime, now: datetime) -> QuerySet:
    rows = OutgoingItem.objects.filter(finished_at__lt=before, erased_at__isnull=True).exclude(
        state__in=emptying.OPEN
    )
    return unprotected(rows, now=now)


register_holding(
    Holding(
        name="channels",
        label=gettext_lazy("What was sent to you"),
        export=export,
        erase=erase,
        hidden=hidden,
    )
)
for kind in (
    _raw_kind(
        "originals",
        gettext_lazy("Letters as they arrived, with their attachments"),
        365,
        RawState.FILED,
    ),
    Kind(
        "sent",
        gettext_lazy("Words of what was sent, in the outbox"),
        365,
        _left,
        _counted("sent", emptying.empty_outgoing, "item_ids"),
    ),
    _raw_kind(
        "quarantine",
        gettext_lazy("What could not be read (quarantine)"),
        90,
        RawState.QUARANTINE,
    ),
    _raw_kind("junk", gettext_lazy("Junk as it arrived"), 30, RawState.JUNK),
    _raw_kind("machine", gettext_lazy("Machine mail"), 30, RawState.MACHINE),
    _raw_kind("duplicates", gettext_lazy("Second copies of letters"), 30, RawState.DUPLICATE),
):
    register_kind(kind)
