"""What people allow, as it is signed on the screen and stands in the file."""

import base64
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.people.models import Organisation
from baraza.engagement.casework.actions.authorising import record_authorisation
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    AuthorisationWording,
    Case,
    Proof,
)
from baraza.engagement.casework.rules import AUTHORISED
from tests.cases import kind_of
from tests.inquiries import a_case_in_work, asked, the_pension_office
from tests.people import somebody
from tests.staff import member_of_staff

HTMX = {"HX-Request": "true"}
DAY = date(2026, 5, 4)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
DRAWING = "data:image/png;base64," + base64.b64encode(DOT).decode()


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agency(office: object, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def case(staff: User, now: datetime) -> Case:
    person = somebody("عبد الكريم نور", language="ar")
    kind = kind_of("Signed for", authorisation=AuthorisationRule.WRITTEN)
    return a_case_in_work(by=staff, now=now, kind=kind, person=person, state="working")


def sign(desk: Client, case: Case, **fields: object) -> object:
    usual = {
        "proof": "drawn",
        "drawing": DRAWING,
        "matter": "His pension",
        "given_date": "2026-05-04",
        "expires_date": "2027-05-04",
    }
    return desk.post(f"/desk/cases/{case.pk}/authorisation/", {**usual, **fields})


def test_it_is_read_and_signed_in_the_persons_language(desk: Client, case: Case):
    shown = desk.get(f"/desk/cases/{case.pk}/authorisation/").content.decode()
    assert 'lang="ar"' in shown
    assert "أطلب من عضو البرلمان" in shown
    wording = AuthorisationWording.objects.get(language="ar")
    done = sign(desk, case, wording=wording.pk)
    assert done["Location"] == f"/desk/cases/{case.pk}/#authorisation"
    given = Authorisation.objects.get()
    assert (given.wording, given.expires_date, given.person) == (
        wording,
        date(2027, 5, 4),
        case.person,
    )
    assert bytes(given.file.content) == DOT
    file = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert str(given.file.public_id) in file


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"drawing": ""}, "Nothing is signed yet."),
        ({"drawing": "data:image/png;base64,%%%"}, "Nothing is signed yet."),
        (
            {"drawing": "data:image/png;base64," + base64.b64encode(b"<svg>").decode()},
            "Files of this kind are not taken here.",
        ),
        ({"proof": "scan"}, "Add the signed page"),
        ({"proof": "mark"}, "need the name of a witness"),
        ({"proof": "spoken", "witness": "Leila"}, "Select a valid choice"),
        ({"given_date": "2026-06-01"}, "This day has not come yet."),
        ({"expires_date": "2026-05-01"}, "This is before the day it was given."),
    ],
)
def test_what_proves_nothing_is_said_and_everything_else_is_kept(
    fields: dict[str, object], words: str, desk: Client, case: Case
):
    answer = sign(desk, case, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "His pension" in answer.content.decode()
    assert not Authorisation.objects.exists()


def test_a_scan_is_looked_through_before_it_is_kept(desk: Client, case: Case):
    fake = SimpleUploadedFile("signed.pdf", b"MZ not a pdf\0", content_type="application/pdf")
    assert sign(desk, case, proof="scan", paper=fake).status_code == 422
    page = SimpleUploadedFile("signed.png", DOT, content_type="image/png")
    assert sign(desk, case, proof="scan", paper=page).status_code == 302
    assert Authorisation.objects.get().file.name == "signed.png"


def test_the_page_to_sign_is_printed_in_their_language_and_leads_back(desk: Client, case: Case):
    printed = desk.get(f"/desk/cases/{case.pk}/authorisation/form/?large=1")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")
    back = desk.get(f"/desk/cases/paper/{case.code.lower().replace('-', ' ')}/")
    assert back["Location"] == f"/desk/cases/{case.pk}/authorisation/?proof=scan"
    assert desk.get("/desk/cases/paper/AAAA-AAAA/").status_code == 404


def test_a_letter_held_back_is_shown_loudly_and_leaves_when_it_is_allowed_again(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    given = record_authorisation(
        case_id=case.pk, proof=Proof.MARK, witness="Leila", matter="m", given_date=DAY,
        by=staff, now=now,
    )  # fmt: skip
    asked(case, agency, by=staff, now=now)
    pane = desk.post(
        f"/desk/cases/authorisations/{given.pk}/withdraw/",
        {"because": "My son does it."},
        headers=HTMX,
    ).content.decode()
    assert "What waited to leave is held back." in pane
    assert "The letter to <bdi>Pension office</bdi> is held back." in pane
    assert "My son does it." in pane
    # Before anything else in the file, and on Today.
    assert pane.index("A letter is held back: nobody allows it.") < pane.index('id="next"')
    assert (
        "Letters held back until somebody allows them" in desk.get("/desk/today/").content.decode()
    )
    listed = desk.get("/desk/cases/authorisations/").content.decode()
    assert "They no longer want us to ask others." in listed
    sign(desk, case)
    item = OutgoingItem.objects.get(guard=AUTHORISED)
    assert item.state == OutgoingState.WAITING
    assert "Letters held back" not in desk.get("/desk/cases/authorisations/").content.decode()


def test_a_withdrawal_is_undone_from_the_toast(
    desk: Client, case: Case, staff: User, now: datetime
):
    given = record_authorisation(
        case_id=case.pk, proof=Proof.MARK, witness="Leila", matter="m", given_date=DAY,
        by=staff, now=now,
    )  # fmt: skip
    pane = desk.post(f"/desk/cases/authorisations/{given.pk}/withdraw/", headers=HTMX)
    undo = f"/desk/cases/authorisations/{given.pk}/restore/"
    assert undo in pane.content.decode()
    assert "It holds again." in desk.post(undo, headers=HTMX).content.decode()
    given.refresh_from_db()
    assert given.withdrawn_at is None


def test_where_asking_is_enough_the_file_says_so_and_it_can_end(
    desk: Client, staff: User, now: datetime
):
    case = a_case_in_work(by=staff, now=now, state="working")
    assert (
        "asking us is enough"
        in desk.get(f"/desk/cases/{case.pk}/part/?of=authorisation", headers=HTMX).content.decode()
    )
    ended = desk.post(f"/desk/cases/{case.pk}/authorisation/withdraw/", headers=HTMX)
    assert "they no longer want us to ask" in ended.content.decode()


def test_the_list_asks_as_much_for_three_as_for_one(
    desk: Client, agency: Organisation, staff: User, now: datetime
):
    def held_up(number: int) -> None:
        kind = kind_of("Signed for", authorisation=AuthorisationRule.WRITTEN)
        one = a_case_in_work(by=staff, now=now, kind=kind, title=f"Case {number}", state="working")
        given = record_authorisation(
            case_id=one.pk, proof=Proof.MARK, witness="Leila", matter="m", given_date=DAY,
            expires_date=DAY, by=staff, now=now,
        )  # fmt: skip
        asked(one, agency, by=staff, now=now)
        Authorisation.objects.filter(pk=given.pk).update(given_date=date(2026, 5, 1))
        OutgoingItem.objects.filter(state="waiting").update(
            state=OutgoingState.HELD, problem="What they allowed has run out. Ask them again."
        )

    held_up(1)
    desk.get("/desk/cases/authorisations/")
    with CaptureQueriesContext(connection) as one:
        desk.get("/desk/cases/authorisations/")
    held_up(2)
    held_up(3)
    with CaptureQueriesContext(connection) as three:
        shown = desk.get("/desk/cases/authorisations/").content.decode()
    assert shown.count("Ask them again</a>") >= 3
    assert len(one) == len(three)


def test_who_only_reads_changes_nothing(office: object, case: Case):
    vic = member_of_staff(email="v@highlands.example", name="Vic", roles=[Role.VOLUNTEER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(vic)
    assert client.get(f"/desk/cases/{case.pk}/authorisation/").status_code == 403
    assert client.get("/desk/cases/authorisations/").status_code == 200


def test_the_office_writes_what_people_sign(desk: Client):
    page = desk.get("/desk/set-up/authorisation/").content.decode()
    assert "Je demande à l’élu" in page
    assert "Until there are words, English is used." in page  # Swahili
    answer = desk.post(
        "/desk/set-up/authorisation/", {"language": "fr", "text": "J’autorise ce bureau."}
    )
    assert answer.status_code == 302
    page = desk.get("/desk/set-up/authorisation/").content.decode()
    assert "Version 2" in page
    assert "Je demande à l’élu" in page  # still there to read
    empty = desk.post("/desk/set-up/authorisation/", {"language": "fr", "text": " "})
    assert empty.status_code == 422
    assert AuthorisationWording.objects.filter(language="fr").count() == 2
