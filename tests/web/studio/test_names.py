"""Who wrote what is known by their number: a name stands with its person, and nowhere else."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql
from wagtail.documents import get_document_model
from wagtail.models import WorkflowState

from baraza.base.accounts.actions.staff import introduce, leave
from baraza.base.accounts.models import Role, User
from baraza.base.office_register.models import Office
from baraza.common.written import PublicText
from baraza.web.site.models import ContentPage, HomeRoot
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
FIND = sql.SQL("SELECT count(*) FROM {} one WHERE one::text ILIKE ANY (%s)")
NAME, ADDRESS = "Wanjiru Canaryname", "canary.author@highlands.example"


@pytest.fixture
def author(office: Office) -> User:
    return member_of_staff(email=ADDRESS, name=NAME, roles=[Role.CASEWORKER])


@pytest.fixture
def page(office: Office, author: User, staff: User) -> ContentPage:
    """Written by one, sent back, handed in again and approved by another; a file beside it."""
    root = HomeRoot.objects.get(locale__language_code="en")
    page = root.add_child(instance=ContentPage(title="Our library", live=False, owner=author))
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(author)
    file = SimpleUploadedFile("leaflet.pdf", b"%PDF-1.7")
    client.post("/studio/documents/add/", {"title": "Leaflet", "file": file, "tags": ""})
    page.save_revision(user=author, log_action=True)
    page.get_workflow().start(page, author)
    state = WorkflowState.objects.get()
    state.current_task_state.specific.reject(user=staff, comment="When does it open?")
    page.refresh_from_db()
    page.save_revision(user=author, log_action=True)
    state.refresh_from_db()
    state.resume(user=author)
    state.current_task_state.specific.approve(user=staff)
    page.refresh_from_db()
    return page


def of_the_studio() -> list[str]:
    """Tables of Wagtail's, and those of texts written in it."""
    return [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith(("wagtail.", "taggit.")) or issubclass(model, PublicText)
    ]


def test_no_version_and_no_log_of_the_studio_repeats_a_name(page: ContentPage) -> None:
    assert page.live
    assert get_document_model().objects.get().uploaded_by_user.name == NAME
    tables = of_the_studio()
    assert {"wagtailcore_revision", "wagtailcore_pagelogentry", "site_contentpage"} < {*tables}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(FIND.format(sql.Identifier(table)), [[f"%{NAME}%", f"%{ADDRESS}%"]])
            assert cursor.fetchone() == (0,), table


def test_the_history_shows_who_they_are_now_and_stays_when_they_leave(
    page: ContentPage, author: User, staff: User, desk: Client
) -> None:
    history = f"/studio/pages/{page.pk}/history/"
    assert NAME in desk.get(history).text
    introduce(user=author, name="Amina Otherwise", language="en", languages=[])
    shown = desk.get(history).text
    assert "Amina Otherwise" in shown
    assert NAME not in shown
    leave(user=author, to=staff, by=staff, now=timezone.now())
    assert "Amina Otherwise" in desk.get(history).text
