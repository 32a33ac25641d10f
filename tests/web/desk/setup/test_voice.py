"""How the office sounds, set up."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Role
from baraza.base.agenda.actions import add_topic
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import LetterText, Signature, TalkingPoints
from baraza.dialogue.letters.queries import tone
from tests.staff import member_of_staff
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db


def page(desk: Client) -> str:
    return read(desk.get(reverse("desk:voice")).content).text


def test_tone_signatures_and_talking_points_are_written_on_one_page(desk: Client) -> None:
    topic = add_topic(name="Water")
    assert "as it came with Baraza" in page(desk)
    desk.post(reverse("desk:write-tone"), {"language": "en", "text": "Be brief."})
    desk.post(
        reverse("desk:write-signature"),
        {"role": "caseworker", "language": "fr", "text": "[staff_name]"},
    )
    desk.post(reverse("desk:write-points", args=[topic.pk]), {"text": "Wells first."})
    shown = page(desk)
    assert "version 1" in shown
    assert "Caseworker French" in shown
    assert "Wells first." in shown
    assert tone(language="en") == "Be brief."
    assert Signature.objects.get().role == Role.CASEWORKER


@pytest.mark.parametrize(
    "fields",
    [{"language": ""}, {"role": "king"}, {"text": "x" * 2001}],
    ids=["no language", "no such role", "too long"],
)
def test_nonsense_changes_nothing_and_that_is_said(desk: Client, fields: dict[str, str]) -> None:
    whole = {"language": "en", "role": "", "text": "[staff_name]"} | fields
    answer = desk.post(reverse("desk:write-signature"), whole, follow=True)
    assert "Nothing changed" in read(answer.content).text
    assert not Signature.objects.exists()


def test_words_of_the_library_are_approved_where_the_office_wants_it(
    desk: Client, office: Office, now: datetime
) -> None:
    letter = save_letter(name="We ask", texts={"en": ("", "We ask.")}, now=now)
    library = reverse("desk:letters")
    approve = reverse("desk:approve-letter", args=[letter.pk])
    assert approve not in desk.get(library).content.decode()
    update_profile(approval_roles=[Role.CASEWORKER])
    assert approve in desk.get(library).content.decode()
    desk.post(approve)
    assert LetterText.objects.get().approved_at is not None
    assert approve not in desk.get(library).content.decode()


def test_who_does_not_keep_the_library_does_not_change_how_we_sound(
    office: Office,
) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(
        member_of_staff(email="c@highlands.example", name="C", roles=[Role.CASEWORKER])
    )
    assert client.get(reverse("desk:voice")).status_code == 403
    topic = add_topic(name="Water")
    address = reverse("desk:write-points", args=[topic.pk])
    assert client.post(address, {"text": "No."}).status_code == 403
    assert not TalkingPoints.objects.exists()
