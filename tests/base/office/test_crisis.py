"""A crisis begins and ends by the clock, or by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from baraza.base.accounts.models import User
from baraza.base.audit.models import AuditEntry
from baraza.base.office.actions.crisis import begin_crisis, change_crisis, end_crisis, resume_crisis
from baraza.base.office.queries.crisis import crisis_to_come, current_crisis

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_begins_and_ends_by_itself(staff: User) -> None:
    begin_crisis(by=staff, now=NOW, heading="Floods", begins_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)
    assert current_crisis(now=NOW) is None
    assert crisis_to_come(now=NOW) is not None
    assert current_crisis(now=NOW + HOUR) is not None
    assert current_crisis(now=NOW + 3 * HOUR) is None


def test_who_ends_it_can_take_that_back_and_all_of_it_is_recorded(staff: User) -> None:
    crisis = begin_crisis(by=staff, now=NOW, heading="Floods", begins_at=NOW, ends_at=NOW + HOUR)
    end_crisis(crisis=crisis, by=staff, now=NOW)
    assert current_crisis(now=NOW) is None
    resume_crisis(crisis=crisis, by=staff, now=NOW)
    assert current_crisis(now=NOW) == crisis
    acts = AuditEntry.objects.order_by("number").values_list("act", "actor_id")
    assert list(acts)[-3:] == [
        ("crisis_begun", staff.pk),
        ("crisis_ended", staff.pk),
        ("crisis_resumed", staff.pk),
    ]


def test_its_words_are_kept_in_each_language(staff: User) -> None:
    crisis = begin_crisis(
        by=staff,
        now=NOW,
        heading="Floods",
        begins_at=NOW,
        ends_at=NOW + HOUR,
        words={"fr": {"heading": "Inondations"}},
    )
    assert (crisis.said("heading", "fr"), crisis.said("heading", "ar")) == ("Inondations", "Floods")


def test_an_end_before_the_beginning_is_refused(staff: User) -> None:
    with pytest.raises(ValidationError):
        begin_crisis(by=staff, now=NOW, heading="Floods", begins_at=NOW, ends_at=NOW - HOUR)
    crisis = begin_crisis(by=staff, now=NOW, heading="Floods", begins_at=NOW, ends_at=NOW + HOUR)
    with pytest.raises(ValidationError):
        change_crisis(crisis=crisis, by=staff, now=NOW, ends_at=NOW - HOUR)
