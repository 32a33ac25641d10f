"""Pages and questions that came with the product, on the desk."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Role
from baraza.engagement.civics.actions import coming, saying
from baraza.engagement.civics.models import QuizQuestion
from baraza.engagement.civics.queries import pages_that_came, parliament
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(office: object, now: datetime) -> None:
    coming.bring(languages=["en", "fr"], now=now)


@pytest.mark.usefixtures("brought")
def test_all_that_were_read_are_published_with_one_press(desk: Client):
    page = desk.get("/desk/website/pages/").content.decode()
    assert "We have read them: publish 12 pages" in page
    assert "/parliament/laws/" in page
    desk.post("/desk/website/pages/publish/")
    assert pages_that_came()["children"][0].page.live
    page = desk.get("/desk/website/pages/").content.decode()
    assert "We have read" not in page
    assert "it needs your words" in page


@pytest.mark.usefixtures("brought")
def test_a_page_is_published_and_the_undo_takes_it_down(desk: Client):
    answer = desk.post("/desk/website/pages/publish-one/?key=parliament/laws", follow=True)
    assert pages_that_came()["parliament/laws"][1].page.live
    assert "/desk/website/pages/take-down/?key=parliament%2Flaws" in answer.content.decode()
    desk.post("/desk/website/pages/take-down/?key=parliament%2Flaws")
    assert not pages_that_came()["parliament/laws"][1].page.live
    assert desk.post("/desk/website/pages/publish-one/?key=nothing").status_code == 404


def test_what_parliament_is_like_is_said_in_each_language(desk: Client):
    entered = {"name": "Assembly", "name_fr": "Assemblée", "chambers": "1", "seats": "147"}
    assert desk.post("/desk/website/pages/parliament/", entered).status_code == 302
    kept = parliament()
    assert (kept.said("name", "fr"), kept.chambers, kept.seats) == ("Assemblée", 1, 147)
    assert desk.post("/desk/website/pages/parliament/", {"seats": "0"}).status_code == 422


def test_a_question_is_written_withdrawn_and_brought_back(desk: Client):
    entered = {
        "reader": "adults", "question": "Which constituency is this?", "right": "Highlands",
        "wrong": "Lakeside", "because": "It was drawn in 2020.", "is_public": "on",
    }  # fmt: skip
    desk.post("/desk/website/quiz/new/", entered)
    [row] = QuizQuestion.objects.all()
    desk.post(f"/desk/website/quiz/{row.pk}/", entered | {"right": "The Highlands"})
    assert QuizQuestion.objects.get().right == "The Highlands"
    desk.post(f"/desk/website/quiz/{row.pk}/withdraw/")
    assert not QuizQuestion.objects.on_site()
    desk.post(f"/desk/website/quiz/{row.pk}/restore/")
    assert QuizQuestion.objects.on_site().get() == row


def test_whoever_may_only_draft_reads_but_publishes_nothing(office: object, now: datetime):
    coming.bring(languages=["en"], now=now)
    writer = member_of_staff(
        email="w@highlands.example", name="Writer", roles=[Role.CORRESPONDENCE]
    )
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(writer)
    assert client.get("/desk/website/pages/").status_code == 200
    assert client.post("/desk/website/pages/publish/").status_code == 403
    assert client.post("/desk/website/quiz/publish/").status_code == 403
    assert not pages_that_came()["children"][0].page.live


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_questions_asks_a_constant_number_of_times(
    desk: Client, staff: object, now: datetime, count: int
):
    for number in range(count):
        about = saying.AboutQuestion(
            question=f"What is {number}?", right="a", wrong="b", because="c"
        )
        saying.save_question(about=about, by=None, now=now)
    desk.get("/desk/website/quiz/")
    with CaptureQueriesContext(connection) as queries:
        desk.get("/desk/website/quiz/")
    assert len([one for one in queries if "civics_quizquestion" in one["sql"]]) == 2
