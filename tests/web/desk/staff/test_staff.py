"""What is done on the staff pages."""

import re
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.models import Absence, Circle, GlassBreak, Role, StaffSession, User
from baraza.base.accounts.rules import Permission, may
from baraza.base.agenda.actions import add_topic
from baraza.base.agenda.models import Specialism
from baraza.base.channels.models import OutgoingItem
from baraza.base.office.actions import write_rules
from baraza.base.office.queries import current_rules, not_yet_acknowledged
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    Message,
)
from tests.letters import bring, letter
from tests.staff import member_of_staff, sign_in


@pytest.fixture
def jonas(office: Office, staff: User) -> User:
    return member_of_staff(
        email="jonas@highlands.example", name="Jonas Weber", roles=[Role.CASEWORKER]
    )


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    return client


def test_a_colleague_is_invited_chooses_a_password_and_must_set_up_a_second_factor(
    desk: Client, visitor: Client
) -> None:
    water = add_topic(name="Water")
    answer = desk.post(
        reverse("desk:invite"),
        {
            "name": "Nadia Benali",
            "email": "nadia@highlands.example",
            "roles": ["caseworker"],
            "languages": ["fr", "ar"],
            "topics": [water.pk],
        },
    )
    assert answer["Location"] == reverse("desk:staff")
    nadia = User.objects.get(email="nadia@highlands.example")
    assert (nadia.roles, nadia.languages) == (["caseworker"], ["fr", "ar"])
    assert Specialism.objects.get(user=nadia).topic == water
    path = re.search(r"http://highlands.localhost(/accounts/link/\S+)", mail.outbox[-1].body)[1]
    assert "Nadia" in visitor.get(path).content.decode()
    assert visitor.get(path).status_code == 200  # looking at it uses nothing up
    assert visitor.post(path, {"password": "short"}).status_code == 422
    answer = visitor.post(path, {"password": "six-green-apples"})
    assert answer["Location"] == "/accounts/login/"
    assert visitor.get(path).status_code == 410
    sign_in(visitor, nadia)
    assert visitor.get("/desk/inbox/")["Location"] == reverse("mfa_index")


def test_an_address_that_is_taken_is_said_to_who_manages_staff(desk: Client, jonas: User) -> None:
    answer = desk.post(
        reverse("desk:invite"),
        {"name": "J", "email": jonas.email.upper(), "roles": ["caseworker"]},
    )
    assert answer.status_code == 422
    assert "Jonas Weber" in answer.content.decode()


def test_the_list_says_who_has_no_second_factor(desk: Client, office: Office) -> None:
    member_of_staff(email="x@highlands.example", name="Xenia Without", has_factor=False)
    words = desk.get(reverse("desk:staff")).content.decode()
    assert "1 colleague signs in with a password alone" in words
    assert "Xenia Without" in words


def test_the_list_costs_no_more_queries_for_more_colleagues(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        member_of_staff(email=f"m{number}@highlands.example", name=f"Member {number}")
    desk.get(reverse("desk:staff"))
    with django_assert_max_num_queries(17):
        desk.get(reverse("desk:staff"))


def test_other_roles_sign_a_colleague_out(desk: Client, jonas: User) -> None:
    theirs = browser_of(jonas)
    assert theirs.get("/desk/inbox/").status_code == 200
    desk.post(reverse("desk:duties", args=[jonas.pk]), {"roles": ["volunteer"]})
    assert theirs.get("/desk/inbox/")["Location"].startswith("/accounts/login/")


def test_ones_own_roles_stay(desk: Client, staff: User) -> None:
    answer = desk.post(reverse("desk:duties", args=[staff.pk]), {"roles": ["member"]})
    assert answer.status_code == 422
    staff.refresh_from_db()
    assert staff.roles == ["chief_of_staff", "administrator"]


def test_leaving_is_one_button(desk: Client, staff: User, jonas: User) -> None:
    theirs = browser_of(jonas)
    answer = desk.post(reverse("desk:leave", args=[jonas.pk]), {"to": staff.pk})
    assert answer["Location"] == reverse("desk:staff")
    assert theirs.get("/desk/inbox/").status_code == 302
    assert "Jonas Weber" in desk.get(reverse("desk:staff")).content.decode()
    desk.post(reverse("desk:come-back", args=[jonas.pk]))
    jonas.refresh_from_db()
    assert jonas.is_active
    assert mail.outbox[-1].to == [jonas.email]


def test_browsers_are_listed_in_words_and_ended_one_by_one(desk: Client, staff: User) -> None:
    other = browser_of(staff)
    session = StaffSession.objects.order_by("-started_at").first()
    StaffSession.objects.filter(pk=session.pk).update(
        device="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    )
    assert "Safari, iPhone" in desk.get(reverse("desk:me")).content.decode()
    desk.post(reverse("desk:end-session", args=[session.pk]))
    assert other.get("/desk/inbox/").status_code == 302
    assert desk.get("/desk/inbox/").status_code == 200


def test_every_other_browser_is_signed_out_at_once(desk: Client, staff: User) -> None:
    others = [browser_of(staff), browser_of(staff)]
    desk.post(reverse("desk:end-other-sessions"))
    assert [one.get("/desk/inbox/").status_code for one in others] == [302, 302]
    assert desk.get("/desk/inbox/").status_code == 200


def test_nobody_ends_a_colleagues_session_by_its_number(desk: Client, jonas: User) -> None:
    theirs = browser_of(jonas)
    session = StaffSession.objects.get(user=jonas)
    assert desk.post(reverse("desk:end-session", args=[session.pk])).status_code == 404
    assert theirs.get("/desk/inbox/").status_code == 200


def test_days_away_are_kept_and_taken_back(desk: Client, staff: User, jonas: User) -> None:
    days = {"first_date": "2099-05-04", "last_date": "2099-05-08", "delegate": jonas.pk}
    desk.post(reverse("desk:away"), days)
    absence = Absence.objects.get(user=staff)
    assert absence.delegate == jonas
    assert "Jonas Weber" in desk.get(reverse("desk:me")).content.decode()
    assert browser_of(jonas).post(
        reverse("desk:not-away", args=[absence.pk])
    ).status_code == 404  # fmt: skip
    desk.post(reverse("desk:not-away", args=[absence.pk]))
    assert not Absence.objects.exists()
    desk.post(reverse("desk:away"), days | {"last_date": "2099-05-01"})
    assert not Absence.objects.exists()


def test_the_first_answer_shows_the_rules_and_one_click_sends_it(
    conversation: Conversation, office: Office
) -> None:
    user = member_of_staff(
        email="new@highlands.example", name="New", roles=[Role.CASEWORKER], knows_conduct=False
    )
    client = browser_of(user)
    url = reverse("desk:reply", args=[conversation.pk])
    answer = client.post(url, {"text": "We look after your well."}, headers={"HX-Request": "true"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "We look after your well." in words
    version = re.search(r'name="keeps_to" value="(\d+)"', words)[1]
    assert not Message.objects.filter(written_by=user).exists()
    client.post(
        url,
        {"text": "We look after your well.", "keeps_to": version},
        headers={"HX-Request": "true"},
    )
    assert Message.objects.get(written_by=user).said == "We look after your well."
    assert not_yet_acknowledged(user=user) is None


def test_new_rules_are_acknowledged_anew(desk: Client, staff: User, now: datetime) -> None:
    assert not_yet_acknowledged(user=staff) is None
    desk.post(reverse("desk:conduct-words"), {"en": "Be kind.\r\n\r\nBe exact."})
    assert current_rules().texts == {"en": "Be kind.\n\nBe exact."}
    assert not_yet_acknowledged(user=staff) == current_rules()
    words = desk.get(reverse("desk:conduct")).content.decode()
    assert "Be kind." in words
    desk.post(reverse("desk:conduct"), {"version": current_rules().version})
    assert not_yet_acknowledged(user=staff) is None
    assert write_rules(texts={"en": "Be kind.\n\nBe exact."}, by=staff, now=now).version == 2


def test_unchanged_words_make_no_new_version(desk: Client) -> None:
    shown = desk.get(reverse("desk:conduct-words")).context["form"]
    same = {name: field.initial for name, field in shown.fields.items()}
    desk.post(reverse("desk:conduct-words"), same)
    assert current_rules().version == 1


@pytest.mark.parametrize("version", ["", "x", "999", "9" * 30, "-1"])
def test_rules_that_do_not_exist_cannot_be_acknowledged(desk: Client, version: str) -> None:
    assert desk.post(reverse("desk:conduct"), {"version": version}).status_code == 404


def test_a_letter_is_shut_to_a_circle_where_it_is_read(
    desk: Client, staff: User, jonas: User, conversation: Conversation
) -> None:
    circle = add_circle(name="Case 4", members=[staff])
    url = reverse("desk:set-circle", args=[conversation.pk])
    assert "Case 4" in desk.get(url).content.decode()
    theirs = browser_of(jonas)
    assert theirs.get(reverse("desk:letter", args=[conversation.pk])).status_code == 200
    desk.post(url, {"circle": circle.pk})
    assert theirs.get(reverse("desk:letter", args=[conversation.pk])).status_code == 404
    assert theirs.post(url, {"circle": ""}).status_code == 404
    assert desk.get(reverse("desk:letter", args=[conversation.pk])).status_code == 200


def test_a_letter_goes_only_into_ones_own_circles(
    desk: Client, jonas: User, conversation: Conversation
) -> None:
    theirs = add_circle(name="Case 5", members=[jonas])
    url = reverse("desk:set-circle", args=[conversation.pk])
    assert "Case 5" not in desk.get(url).content.decode()
    assert desk.post(url, {"circle": theirs.pk}).status_code == 404
    conversation.refresh_from_db()
    assert conversation.circle is None


def test_the_glass_is_broken_on_the_desk(
    desk: Client, staff: User, jonas: User, conversation: Conversation
) -> None:
    circle = add_circle(name="Case 5", members=[jonas])
    browser_of(jonas).post(
        reverse("desk:set-circle", args=[conversation.pk]), {"circle": circle.pk}
    )
    letter_url = reverse("desk:letter", args=[conversation.pk])
    assert desk.get(letter_url).status_code == 404
    url = reverse("desk:break-glass", args=[circle.pk])
    assert desk.post(url, {"reason": "because"}).status_code == 422
    assert desk.get(letter_url).status_code == 404
    desk.post(url, {"reason": "The writer is in danger tonight, nobody answers."})
    assert desk.get(letter_url).status_code == 200
    assert GlassBreak.objects.get().user == staff
    assert desk.get(reverse("desk:change-circle", args=[circle.pk])).status_code == 404


NEEDS = {
    "staff": Permission.MANAGE_STAFF,
    "invite": Permission.MANAGE_STAFF,
    "circles": Permission.MANAGE_CIRCLES,
    "conduct-words": Permission.MANAGE_STAFF,
    "conduct": None,
    "me": None,
    "safety": None,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_is_its_own(office: Office, role: Role) -> None:
    user = member_of_staff(email="r@highlands.example", name="Role", roles=[role])
    client = browser_of(user)
    for name, needed in NEEDS.items():
        expected = 200 if needed is None or may(user, needed) else 403
        assert client.get(reverse(f"desk:{name}")).status_code == expected, name


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_not_answer_cannot_send(
    office: Office, conversation: Conversation, role: Role
) -> None:
    user = member_of_staff(email="r@highlands.example", name="Role", roles=[role])
    url = reverse("desk:reply", args=[conversation.pk])
    answer = browser_of(user).post(url, {"text": "Hello"})
    assert answer.status_code == 403
    assert not Message.objects.filter(written_by=user).exists()
    assert not Approval.objects.exists()


def test_what_a_volunteer_sends_waits_for_somebody_who_may_approve(
    conversation: Conversation,
) -> None:
    user = member_of_staff(email="v@highlands.example", name="Viola Reni", roles=[Role.VOLUNTEER])
    url = reverse("desk:reply", args=[conversation.pk])
    answer = browser_of(user).post(url, {"text": "Hello"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert not Message.objects.filter(written_by=user).exists()
    assert not OutgoingItem.objects.exists()
    approval = Approval.objects.get()
    assert (approval.author, approval.text, approval.state) == (user, "Hello", ApprovalState.ASKED)


def test_circles_are_made_and_changed_by_who_is_inside(
    desk: Client, staff: User, jonas: User
) -> None:
    desk.post(reverse("desk:circles"), {"name": "Case 9", "members": [staff.pk]})
    circle = Circle.objects.get(name="Case 9")
    desk.post(
        reverse("desk:change-circle", args=[circle.pk]),
        {"name": "Case nine", "members": [staff.pk, jonas.pk]},
    )
    circle.refresh_from_db()
    assert circle.name == "Case nine"
    assert set(circle.members.all()) == {staff, jonas}


def test_what_a_volunteer_drafted_is_read_and_sent_by_a_colleague(
    desk: Client, staff: User, conversation: Conversation, now: datetime
) -> None:
    volunteer = member_of_staff(
        email="v@highlands.example", name="Viola Reni", roles=[Role.VOLUNTEER]
    )
    draft = save_draft(
        conversation=conversation, author=volunteer, text="Dear Amani, we come.", now=now
    )
    shown = desk.get(reverse("desk:letter", args=[conversation.pk])).content.decode()
    url = reverse("desk:reply", args=[conversation.pk])
    assert f'href="{url}?from={draft.pk}"' in shown
    composer = desk.get(f"{url}?from={draft.pk}").context["composer"]
    assert composer.written.text == "Dear Amani, we come."
    own = desk.get(url).context["composer"].written.text
    assert "we come" not in own
    for nonsense in ("x", "0", "99999999", ""):
        assert desk.get(f"{url}?from={nonsense}").context["composer"].written.text == own
    desk.post(url, {"text": composer.written.text}, headers={"HX-Request": "true"})
    assert Message.objects.get(written_by=staff).said.startswith("Dear Amani, we come.")
