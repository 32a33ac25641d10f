"""You said, we did, on the desk: proposed, written, published, told."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from baraza.base.accounts.models import Role
from baraza.base.agenda.actions import add_topic
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.audiences.models import Mailing
from baraza.dialogue.inputs.models import Input, State
from baraza.insight.models import Outcome
from tests.people import somebody
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
LIST = "/desk/website/outcomes/"


@pytest.fixture
def entered(office: Office) -> dict[str, object]:
    topic = add_topic(name="The last bus")
    person = somebody("Amani Njeri", email="amani@post.example")
    for _each in range(5):
        Input.objects.create(
            received_at=timezone.now(),
            channel=Channel.PHONE,
            person=person,
            topic=topic,
            text="The bus",
            state=State.ANSWERED,
        )
    today = f"{timezone.localdate():%Y-%m-%d}"
    return {
        "topic": topic.pk,
        "since_date": today,
        "until_date": today,
        "happened_date": today,
        "you_said": "The last bus leaves too early",
        "we_did": "It leaves at ten now.",
        "you_said_fr": "Le dernier bus part trop tôt",
        "we_did_fr": "Il part à dix heures.",
    }


def test_a_topic_is_proposed_written_published_and_told(
    desk: Client, visitor: Client, entered: dict[str, object]
):
    assert "Say what came of it" in desk.get(LIST).text
    desk.post(f"{LIST}new/", entered)
    outcome = Outcome.objects.get()
    assert "too early" not in visitor.get("/you-said/").text
    desk.post(f"{LIST}{outcome.pk}/publish/")
    assert "too early" in visitor.get("/you-said/").text
    assert "trop tôt" in visitor.get("/you-said/?lang=fr").text
    preview = desk.get(f"{LIST}{outcome.pk}/tell/")
    assert "1 person would be reached" in preview.text
    answer = desk.post(f"{LIST}{outcome.pk}/tell/")
    assert answer["Location"] == f"/desk/audiences/mailings/{Mailing.objects.get().pk}/" or (
        str(Mailing.objects.get().pk) in answer["Location"]
    )
    assert "told 1 person" in desk.get(LIST).text


def test_days_in_the_wrong_order_are_told(desk: Client, entered: dict[str, object]):
    answer = desk.post(f"{LIST}new/", entered | {"until_date": "2020-01-01"})
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//other.example", "bills"])
def test_a_link_leads_to_the_web_or_this_site(desk: Client, entered: dict[str, object], link: str):
    assert desk.post(f"{LIST}new/", entered | {"link": link}).status_code == 422


def test_whoever_only_drafts_writes_and_does_not_publish(
    desk: Client, office: Office, entered: dict[str, object], now: datetime
):
    volunteer = member_of_staff(
        email="ines@highlands.example", name="Ines Duarte", roles=[Role.VOLUNTEER]
    )
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(volunteer)
    client.post(f"{LIST}new/", entered)
    outcome = Outcome.objects.get()
    for act in ("publish", "withdraw", "tell"):
        assert client.post(f"{LIST}{outcome.pk}/{act}/").status_code == 403
    desk.post(f"{LIST}{outcome.pk}/publish/")
    answer = client.post(f"{LIST}{outcome.pk}/", entered | {"we_did": "Nothing."})
    assert answer.status_code == 403
    outcome.refresh_from_db()
    assert outcome.we_did == "It leaves at ten now."
