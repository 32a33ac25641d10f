"""What a demonstration office shows of its work, on every page of it, in four languages."""

from datetime import datetime

import pytest
from django.test import Client

from baraza.base.agenda.models import Position, Priority
from baraza.base.office.actions import update_profile
from baraza.engagement.consultations.models import Bill, Vote
from baraza.engagement.outreach.models import Impostor, SocialAccount
from baraza.engagement.projects.models import Project
from baraza.flows.demo.content import load_office
from baraza.flows.demo.filling import _agenda, _places
from baraza.flows.demo.website_facts import fill_facts

pytestmark = pytest.mark.django_db
PAGES = ["/agenda/", "/bills/", "/votes/", "/committees/", "/projects/", "/networks/",
         "/constituency/", "/positions/"]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "language", "title"),
    [("demo", "ar", "مشروع قانون مياه الريف"), ("lakeside", "en", "Bathing Waters Bill")],
)
def test_every_page_has_something_to_read_in_the_readers_language(
    visitor: Client, now: datetime, slug: str, language: str, title: str
) -> None:
    content = load_office(slug)
    update_profile(languages=content.languages, member_name=content.member)
    _agenda(content, content.languages[0])
    _places(content, now)
    fill_facts(content, now)

    assert Priority.objects.filter(is_public=True).count() == len(content.priorities)
    for model in (Bill, Vote, Project, SocialAccount):
        assert model.objects.on_site().exists()
    for address in PAGES:
        page = visitor.get(address, {"lang": language})
        assert page.status_code == 200, address
        assert "Nothing is written down here yet" not in page.content.decode()
    assert title in visitor.get("/bills/", {"lang": language}).content.decode()
    for project in Project.objects.all():
        assert project.steps.exists()
        assert project.standing(language) != "missing"
    if slug == "demo":
        assert Impostor.objects.get().warning in visitor.get("/networks/").content.decode()
        assert Position.objects.filter(live=True).count() == len(content.languages)
