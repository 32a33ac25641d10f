"""What there is to work with, and the member's week."""

from django.test import Client

from baraza.base.office.models import ProtectedBlock, Resource, TimeBudget
from tests.web.desk.page import read

PAGE = "/desk/set-up/resources/"


def test_a_resource_is_added_changed_taken_away_and_there_again(desk: Client) -> None:
    given = {
        "source": "staff",
        "name": "Five people",
        "amount": "172",
        "unit": "hours",
        "used_for": "Cases",
        "name_fr": "Cinq personnes",
    }
    desk.post(PAGE, given)
    row = Resource.objects.get()
    assert "172 hours a week" in read(desk.get(PAGE).content).text
    desk.post(f"{PAGE}{row.pk}/", given | {"is_public": "on"})
    row.refresh_from_db()
    assert row.is_public
    desk.post(f"{PAGE}{row.pk}/remove/")
    assert not Resource.objects.exists()
    desk.post(f"{PAGE}undo/")
    again = Resource.objects.get()
    assert (again.name, again.said("name", "fr"), again.amount) == (
        "Five people",
        "Cinq personnes",
        172,
    )


def test_the_members_week_is_a_budget(desk: Client) -> None:
    desk.post(f"{PAGE}budget/", {"capital_requested": "12", "constituency_proactive": "14"})
    hours = {(row.where, row.called): row.hours for row in TimeBudget.objects.all()}
    assert hours["capital", "requested"] == 12
    assert hours["capital", "proactive"] == 0
    assert hours["constituency", "proactive"] == 14
    page = read(desk.get(PAGE).content)
    assert page.one("input", name="capital_requested").attributes["value"] == "12"


def test_time_is_kept_and_may_be_booked_again(desk: Client) -> None:
    given = {"weekday": "4", "hours": "14-16", "purpose": "Follow-up"}
    desk.post(f"{PAGE}protected/", given)
    block = ProtectedBlock.objects.get()
    assert "Follow-up" in read(desk.get(PAGE).content).text
    desk.post(f"{PAGE}protected/{block.pk}/remove/")
    assert not ProtectedBlock.objects.exists()
    desk.post(f"{PAGE}undo/")
    assert ProtectedBlock.objects.get().purpose == "Follow-up"
    assert desk.post(f"{PAGE}protected/", given | {"hours": "22-2"}).status_code == 422
    assert desk.post(f"{PAGE}protected/", given | {"hours": "9-10, 11-12"}).status_code == 422
