"""Pages that come with the product: brought once, read by staff before anybody else."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import blocks
from wagtail.models import Page

from baraza.base.accounts.models import Role, User
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common.blocks import BODY
from baraza.engagement.civics import standard
from baraza.engagement.civics.actions import coming
from baraza.engagement.civics.models import CamePage, QuizQuestion
from baraza.engagement.civics.queries import pages_that_came
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
# English, French and Arabic; there are none in Swahili, the fourth language of the office.
SPOKEN = 3
_BODY = blocks.StreamBlock(BODY)


@pytest.fixture
def brought(office: Office, now: datetime) -> int:
    return coming.bring(languages=profile().languages, now=now)


def test_the_same_pages_and_questions_come_in_every_language():
    keys = [page.key for page in standard.pages("en")]
    shapes = [[block["type"] for block in page.body] for page in standard.pages("en")]
    for code in standard.LANGUAGES:
        assert [page.key for page in standard.pages(code)] == keys
        assert [[block["type"] for block in page.body] for page in standard.pages(code)] == shapes
        assert standard.questions(code).keys() == standard.questions("en").keys()
        assert all(0 < len(page.summary) <= 300 for page in standard.pages(code))


def test_a_text_becomes_blocks_and_its_signs_are_never_commands():
    [heading, paragraph, points, questions, box] = standard.blocks(
        "## Who & where\n\nRead **this** [page](/help/) <b>now</b>.\n\n- one\n- two\n\n"
        "? What?\nThat.\n\n[contact]"
    )
    assert heading == {"type": "heading", "value": {"text": "Who & where", "size": "h2"}}
    assert paragraph["value"] == (
        '<p>Read <b>this</b> <a href="/help/">page</a> &lt;b&gt;now&lt;/b&gt;.</p>'
    )
    assert points["value"] == "<ul><li>one</li><li>two</li></ul>"
    assert questions["value"]["questions"][0]["answer"] == "<p>That.</p>"
    assert box == {"type": "contact", "value": None}


@pytest.mark.parametrize("code", standard.LANGUAGES)
def test_what_comes_is_what_the_studio_takes(code: str):
    for page in standard.pages(code):
        taken = _BODY.clean(_BODY.to_python(page.body))
        assert len(taken) == len(page.body), page.key


def test_pages_come_as_drafts_in_each_language_and_only_once(brought: int, now: datetime):
    assert brought == SPOKEN * len(standard.pages("en"))
    page = CamePage.objects.get(key="parliament/laws", language="fr").page
    assert (page.url_path, page.live) == ("/fr/parliament/laws/", False)
    original = CamePage.objects.get(key="parliament/laws", language="en")
    assert page.translation_key == original.page.translation_key
    assert page.specific.made_from == original.revision
    languages = profile().languages
    with CaptureQueriesContext(connection) as queries:
        assert coming.bring(languages=languages, now=now) == 0
    assert len(queries) == 1
    assert Page.objects.filter(slug="laws").count() == SPOKEN


@pytest.mark.usefixtures("brought")
def test_another_office_has_none_of_it(two_offices: tuple[Office, Office]):
    with within(two_offices[1]):
        assert not CamePage.objects.exists()
        assert not QuizQuestion.objects.exists()


@pytest.mark.usefixtures("brought")
def test_what_was_deleted_does_not_come_back_and_what_was_changed_stays(now: datetime):
    Page.objects.get(url_path="/en/children/").delete()
    page = Page.objects.get(url_path="/fr/schools/").specific
    page.title = "Nos écoles"
    page.save_revision()
    QuizQuestion.objects.filter(key="adults-1").update(question="Who makes laws?")
    coming.bring(languages=["en", "fr", "ar", "es"], now=now)
    assert not Page.objects.filter(url_path="/en/children/").exists()
    assert Page.objects.get(pk=page.pk).get_latest_revision().as_object().title == "Nos écoles"
    assert "es" not in QuizQuestion.objects.get(key="adults-1").translations


def test_a_page_the_office_wrote_first_is_left_alone(office: Office, now: datetime):
    root = Page.objects.get(url_path="/en/").specific
    [kind] = root.allowed_subpage_models()
    root.add_child(instance=kind(title="Our schools", slug="schools", locale=root.locale))
    coming.bring(languages=profile().languages, now=now)
    assert Page.objects.get(url_path="/en/schools/").title == "Our schools"
    assert not Page.objects.filter(url_path="/en/schools/lessons/").exists()


@pytest.mark.usefixtures("brought")
def test_all_that_fit_are_published_at_once_but_no_outline(staff: User, now: datetime):
    count = coming.publish_all(by=staff, now=now)
    assert count == len(standard.pages("en")) - 1
    assert Page.objects.get(url_path="/ar/parliament/laws/").live
    assert not Page.objects.get(url_path="/en/about/").live
    assert CamePage.objects.get(key="children", language="en").reviewed_by == staff
    assert coming.publish_all(by=staff, now=now) == 0


@pytest.mark.usefixtures("brought")
def test_one_page_is_published_and_taken_down_in_every_language(staff: User, now: datetime):
    coming.publish(key="children", by=staff, now=now)
    assert all(row.page.live for row in pages_that_came()["children"])
    coming.take_down(key="children", by=staff, now=now)
    assert not any(row.page.live for row in pages_that_came()["children"])
    assert not CamePage.objects.filter(reviewed_at__isnull=False).exists()


@pytest.mark.usefixtures("brought")
def test_whoever_may_not_publish_publishes_nothing(now: datetime):
    intern = member_of_staff(email="i@highlands.example", name="I", roles=[Role.VOLUNTEER])
    with pytest.raises(PermissionDenied):
        coming.publish(key="children", by=intern, now=now)
