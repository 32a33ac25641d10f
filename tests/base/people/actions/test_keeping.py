"""What must be kept is kept until the end of its last day."""

from datetime import UTC, datetime, timedelta

from baraza.base.accounts.models import User
from baraza.base.people.actions.keeping import hold_person
from baraza.base.people.models import LegalHold
from tests.base.people.conftest import NewPerson


def test_a_hold_lasts_until_its_last_day_is_over_in_the_west_too(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    ends = datetime(2031, 5, 7, 12, tzinfo=UTC)
    hold = hold_person(
        person=new_person("Ruth Adeyemi"),
        reason="A lawsuit",
        by=staff,
        now=now,
        until_date=ends.date() - timedelta(1),
    )
    assert list(LegalHold.objects.in_force(ends - timedelta(minutes=1))) == [hold]
    assert not LegalHold.objects.in_force(ends).exists()
