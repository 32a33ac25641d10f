"""Facts on the desk: written, published, noted step by step, brought in, taken back."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.actions import add_priority, add_topic, describe_priority
from baraza.base.agenda.models import Priority, PriorityChange, Stage, Topic
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Influence
from baraza.engagement.consultations.models import Bill, BillStage, Membership, Vote
from baraza.engagement.outreach.models import Impostor, SocialAccount
from baraza.engagement.projects.models import Payment, Project, Status
from tests.parliament import a_bill, a_project, a_vote
from tests.staff import member_of_staff
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(office: Office) -> Client:
    """Somebody who drafts and does not publish."""
    user = member_of_staff(email="vol@highlands.example", name="Vol Unteer", roles=[Role.VOLUNTEER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    return client


def send(client: Client, view: str, /, *args: int, **data: object):
    return client.post(reverse(f"desk:{view}", args=args), data)


def test_a_bill_is_written_in_two_languages_and_goes_on_step_by_step(desk: Client) -> None:
    topic = add_topic(name="Water")
    answer = send(
        desk, "new-bill", title="Rural Water Bill", title_fr="Loi sur l’eau", topic=topic.pk,
        part="brought", is_public="on",
    )  # fmt: skip
    bill = Bill.objects.get()
    assert answer["Location"] == reverse("desk:change-bill", args=[bill.pk])
    assert (bill.slug, bill.said("title", "fr")) == ("rural-water-bill", "Loi sur l’eau")
    send(desk, "add-bill-step", bill.pk, stage="committee", happened_date="2026-04-02")
    page = send(desk, "add-bill-step", bill.pk, stage="law", happened_date="2026-06-01")
    bill.refresh_from_db()
    assert (bill.stage, bill.stage_date) == (BillStage.LAW, date(2026, 6, 1))
    page = read(desk.get(page["Location"]).content)
    undo = reverse("desk:remove-bill-step", args=[bill.steps.last().pk])
    assert page.all("form", action=undo)
    desk.post(undo)
    bill.refresh_from_db()
    assert bill.stage == BillStage.COMMITTEE


def test_a_step_without_its_day_is_asked_for_again_and_nothing_is_kept(
    desk: Client, now: datetime
) -> None:
    bill = a_bill("Roads", now=now)
    answer = send(desk, "add-bill-step", bill.pk, stage="law")
    assert answer.status_code == 422
    assert not bill.steps.exists()


def test_a_vote_is_given_its_reason(desk: Client, now: datetime) -> None:
    vote = a_vote("Budget", now=now, option="no", counts={"yes": 5, "paired": 2})
    assert "1 without a reason" in desk.get(reverse("desk:website")).content.decode()
    form = {"title": "Budget", "held_date": "2026-05-04", "option": "no", "no": "7",
            "explanation": "It forgot the ridge.", "is_public": "on"}  # fmt: skip
    send(desk, "change-vote", vote.pk, **form)
    vote.refresh_from_db()
    assert vote.explanation == "It forgot the ridge."
    assert vote.counts == {"no": 7}
    page = desk.get(reverse("desk:votes"), {"state": "unexplained"}).content.decode()
    assert "Every vote has its reason" in page


def test_what_is_withdrawn_comes_back(desk: Client, now: datetime) -> None:
    vote, bill, project = a_vote("A", now=now), a_bill("B", now=now), a_project("C", now=now)
    for kind, item in (("vote", vote), ("bill", bill), ("project", project)):
        page = send(desk, f"withdraw-{kind}", item.pk)
        item.refresh_from_db()
        assert item.retired_at
        assert str(item) in desk.get(page["Location"]).content.decode()
        send(desk, f"restore-{kind}", item.pk)
        item.refresh_from_db()
        assert not item.retired_at


def test_who_drafts_writes_for_others_to_publish(
    volunteer: Client, desk: Client, now: datetime
) -> None:
    send(volunteer, "new-bill", title="Draft", is_public="on")
    bill = Bill.objects.get()
    assert not bill.is_public
    assert send(volunteer, "change-bill", bill.pk, title="Better").status_code == 302
    send(desk, "change-bill", bill.pk, title="Better", is_public="on")
    bill.refresh_from_db()
    assert bill.is_public
    for name, item in (("change-bill", bill), ("add-bill-step", bill), ("withdraw-bill", bill)):
        data = {"title": "Mine", "stage": "law", "happened_date": "2026-01-01"}
        assert send(volunteer, name, item.pk, **data).status_code == 403
    assert volunteer.get(reverse("desk:parliament-import")).status_code == 403
    bill.refresh_from_db()
    assert (bill.title, bill.stage) == ("Better", BillStage.PROPOSED)


def test_a_role_in_a_committee_begins_and_ends(desk: Client) -> None:
    answer = send(desk, "new-committee", name="Health", is_public="on")
    committee_id = int(answer["Location"].rstrip("/").rpartition("/")[2])
    send(desk, "add-role", committee_id, role="Chair", began_date="2026-01-01")
    role = Membership.objects.get()
    wrong = send(desk, "change-role", role.pk, began_date="2026-02-01", ended_date="2026-01-01")
    assert wrong.status_code == 422
    send(desk, "change-role", role.pk, role="Chair", began_date="2026-01-01",
         ended_date="2026-05-01")  # fmt: skip
    role.refresh_from_db()
    assert role.ended_date == date(2026, 5, 1)


def test_a_project_has_its_steps_and_payments(desk: Client) -> None:
    assert send(desk, "new-project", name="Well", amount="900").status_code == 422
    send(desk, "new-project", name="Well", amount="900", currency="kes", is_public="on")
    project = Project.objects.get()
    assert project.currency == "KES"
    send(desk, "add-project-step", project.pk, status="under_way", happened_date="2026-05-01")
    send(desk, "add-payment", project.pk, paid_date="2026-05-02", amount="12.5", what_for="Pipe",
         what_for_fr="Tuyau")  # fmt: skip
    project.refresh_from_db()
    assert project.status == Status.UNDER_WAY
    payment = Payment.objects.get()
    assert [payment.said("what_for", code) for code in ("en", "fr")] == ["Pipe", "Tuyau"]
    no_currency = send(desk, "change-project", project.pk, name="Well", currency="")
    assert no_currency.status_code == 422
    send(desk, "remove-payment", payment.pk)
    assert not Payment.objects.exists()
    last = send(desk, "new-project", name="Next")
    assert last.status_code == 302
    assert 'value="KES"' in desk.get(reverse("desk:new-project")).content.decode()


def test_money_without_a_currency_is_refused_with_the_reason(desk: Client, now: datetime) -> None:
    project = a_project("Well", now=now)
    answer = send(
        desk, "add-payment", project.pk, paid_date="2026-05-02", amount="5", what_for="Pipe"
    )
    assert answer.status_code == 422
    assert "in which currency" in answer.content.decode()


def upload(desk: Client, kind: str, content: str, name: str = "list.csv", **data: str):
    file = SimpleUploadedFile(name, content.encode())
    return desk.post(reverse(f"desk:{kind}-import"), {"file": file, **data})


def test_a_file_is_looked_at_brought_in_told_and_taken_back(desk: Client) -> None:
    answer = upload(desk, "parliament", "Voted on;Date;Topic\nDam;2026-01-02;Dragons\nRoad;\n")
    page = read(desk.get(answer["Location"]).content)
    assert "There is no topic called so." in page.text
    assert not Vote.objects.exists()
    begin = next(
        form.attributes["action"]
        for form in page.all("form")
        if form.attributes.get("action", "").endswith("/begin/")
    )
    desk.post(begin)
    assert Vote.objects.get().title == "Dam"
    report = b"".join(desk.get(begin.replace("begin", "report"))).decode()
    assert "Could not be used" in report
    assert "Dam" not in report
    desk.post(begin.replace("begin", "undo"))
    assert not Vote.objects.exists()
    again = desk.post(begin.replace("begin", "undo"), follow=True)
    assert "This was taken back before." in again.content.decode()


def test_popolo_is_read_with_the_name_as_the_file_writes_it(desk: Client) -> None:
    popolo = (
        '{"vote_events": [{"identifier": "Dam", "start_date": "2026-01-02", '
        '"votes": [{"voter": {"name": "OKELLO Salma M."}, "option": "no"}]}]}'
    )
    answer = upload(desk, "parliament", popolo, "v.json", member="Salma M. Okello")
    desk.post(f"{answer['Location']}begin/")
    assert Vote.objects.get().option == "no"


@pytest.mark.parametrize(
    ("kind", "content", "name", "said"),
    [
        ("parliament", "", "a.csv", "empty"),
        ("parliament", "Colour;Size\nred;1\n", "a.csv", "No column is called"),
        (
            "parliament",
            '{"persons": []}',
            "a.json",
            "Is the name of the member written as in the file?",
        ),
        ("projects", "Colour;Size\nred;1\n", "a.csv", "No column is called “Project”"),
        ("projects", "Project\n" + "Well\n" * 5_001, "a.csv", "5000 rows at most"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    desk: Client, kind: str, content: str, name: str, said: str
) -> None:
    answer = upload(desk, kind, content, name)
    assert answer.status_code == 422
    assert said in read(answer.content).text.replace(",", "")


def test_the_tables_taken_out_are_those_that_come_in(desk: Client, now: datetime) -> None:
    a_project("=cmd()", now=now)
    table = b"".join(desk.get(reverse("desk:export-projects"))).decode("utf-8-sig")
    assert "'=cmd()" in table
    assert upload(desk, "projects", table).status_code == 302
    assert AuditEntry.objects.filter(act="exported", object_kind="projects.project").exists()


def test_accounts_and_impostors_are_kept(desk: Client, staff: User) -> None:
    form = {"network": "x", "name": "@salma", "address": "https://x.example/salma",
            "approval": "member", "managers": [staff.pk], "is_public": "on"}  # fmt: skip
    send(desk, "new-account", **form)
    account = SocialAccount.objects.get()
    assert list(account.managers.all()) == [staff]
    assert send(desk, "new-account", **form).status_code == 422
    page = desk.get(reverse("desk:networks")).content.decode()
    assert "no second factor" in page
    send(
        desk, "new-impostor", network="x", name="@salma1", address="https://x.example/1",
        seen_date="2026-05-01", outcome="reported", reported_date="2026-05-02",
    )  # fmt: skip
    assert Impostor.objects.get().outcome == "reported"


def test_a_change_of_the_agenda_names_how_many_letters_brought_it_about(
    desk: Client, visitor: Client, now: datetime
) -> None:
    priority = add_priority(name="Water")
    describe_priority(priority=priority, name="Water", why="", is_public=True, translations={})
    topic = add_topic(name="Wells", priority=priority)
    [one, other] = record_inputs(
        said=[
            Said(received_at=now, channel=Channel.EMAIL, text=words, topic_id=topic.pk)
            for words in ("The pump is broken again.", "Mend the road.")
        ]
    )
    page = desk.get(reverse("desk:priority", args=[priority.pk])).content.decode()
    assert "The pump is broken again." in page
    send(
        desk, "note-change", priority.pk, happened="Pumps before wells.", stage="gaps",
        letters=[one.pk],
    )  # fmt: skip
    change = PriorityChange.objects.get()
    assert Influence.objects.get().said == one
    priority.refresh_from_db()
    assert priority.stage == Stage.GAPS
    public = visitor.get("/agenda/").content.decode()
    assert "1 thing somebody told us brought this about." in public
    assert "The pump is broken again." not in public
    send(desk, "remove-change", change.pk)
    assert not PriorityChange.objects.exists()
    assert other.pk


def test_topics_get_their_names_in_other_languages_and_priorities_their_order(
    desk: Client,
) -> None:
    topic = add_topic(name="Water")
    send(desk, "translate-topics", **{f"fr_{topic.pk}": "Eau"})
    assert Topic.objects.get().said("name", "fr") == "Eau"
    first, second = add_priority(name="A"), add_priority(name="B")
    send(desk, "priority-up", second.pk)
    assert list(Priority.objects.all()) == [second, first]
    assert send(desk, "new-priority", name="A", is_public="on").status_code == 422
