from datetime import datetime, timedelta

import pytest

from baraza.base.channels.actions.intake import (
    Arrival,
    Stored,
    mark_raw,
    read_as_letter,
    retry_raw,
    store_arrivals,
)
from baraza.base.channels.models import MachineKind, RawItem, RawState
from baraza.base.office_register.models import Office
from tests.letters import letter

pytestmark = pytest.mark.django_db


def store(*arrivals: Arrival, now: datetime, source: str = "import") -> Stored:
    return store_arrivals(source=source, arrivals=arrivals, now=now)


def test_every_byte_is_kept(office: Office, now: datetime):
    content = bytes(range(256)) * 40
    store(Arrival(content=content), now=now)
    assert bytes(RawItem.objects.get().content) == content


def test_a_source_brings_the_same_bytes_once(office: Office, now: datetime):
    assert store(Arrival(b"a"), Arrival(b"a"), Arrival(b"b"), now=now) == Stored(new=2, known=1)
    assert store(Arrival(b"a"), Arrival(b"c"), now=now) == Stored(new=1, known=1)
    assert store(Arrival(b"a"), now=now, source="lmtp") == Stored(new=1, known=0)
    assert RawItem.objects.count() == 4


def test_a_number_of_the_source_counts_more_than_the_bytes(office: Office, now: datetime):
    first, second = Arrival(b"a", external_id="1"), Arrival(b"a", external_id="2")
    assert store(first, second, now=now) == Stored(new=2, known=0)
    changed = Arrival(b"changed", external_id="1")
    assert store(changed, second, now=now) == Stored(new=0, known=2)
    assert bytes(RawItem.objects.get(external_id="1").content) == b"a"


def test_what_arrives_wakes_a_worker_and_what_is_known_does_not(
    office: Office, now: datetime, run_jobs
):
    store(Arrival(letter()), now=now)
    assert run_jobs() == 1
    assert RawItem.objects.get().state == RawState.FILED
    store(Arrival(letter()), now=now)
    assert run_jobs() == 0


def test_the_number_of_queries_does_not_grow_with_the_batch(
    office: Office, now: datetime, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):  # a savepoint among them
        store(*[Arrival(b"%d" % n) for n in range(50)], now=now)


def test_an_older_time_of_arrival_is_kept(office: Office, now: datetime):
    yesterday = now - timedelta(days=1)
    store(Arrival(b"a", arrived_at=yesterday), Arrival(b"b"), now=now)
    assert list(RawItem.objects.order_by("pk").values_list("arrived_at", flat=True)) == [
        yesterday,
        now,
    ]


def test_a_quarantined_item_is_read_again(office: Office, now: datetime, run_jobs):
    store(Arrival(letter()), now=now)
    raw = RawItem.objects.get()
    mark_raw(raw_ids=[raw.pk], state=RawState.QUARANTINE, reason="It was odd.")
    retry_raw(raw_id=raw.pk)
    run_jobs()
    raw.refresh_from_db()
    assert (raw.state, raw.reason) == (RawState.FILED, "")


def test_only_what_is_in_quarantine_is_read_again(office: Office, now: datetime, run_jobs):
    store(Arrival(letter()), now=now)
    run_jobs()
    retry_raw(raw_id=RawItem.objects.get().pk)
    assert run_jobs() == 0


def test_machine_mail_that_a_person_wrote_becomes_a_letter(office: Office, now: datetime, run_jobs):
    store(Arrival(letter(headers={"Auto-Submitted": "auto-replied"})), now=now)
    run_jobs()
    raw = RawItem.objects.get()
    assert raw.machine_kind == MachineKind.AUTO_REPLY

    assert read_as_letter(raw_id=raw.pk)
    run_jobs()
    raw.refresh_from_db()
    assert (raw.state, raw.machine_kind) == (RawState.FILED, "")
    assert not read_as_letter(raw_id=raw.pk)
