"""What a demonstration office published, for whoever reads English, French or Arabic."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from baraza.base.accounts.actions import add_staff
from baraza.base.office.actions import update_profile
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.engagement.outreach.models import Notice, Publication
from baraza.engagement.press.models import Coverage, MediaContact, Release
from baraza.flows.demo.content import load_office
from baraza.flows.demo.filling import _agenda, _places
from baraza.flows.demo.website_publishing import fill_publishing
from baraza.insight.models import Outcome

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "news"),
    [("demo", "kibuyuni-borehole"), ("lakeside", "dernier-bac")],
)
def test_what_was_published_stands_there_in_each_language(
    office: Office, visitor: Client, slug: str, news: str
) -> None:
    now: datetime = timezone.now()
    content = load_office(slug)
    update_profile(languages=content.languages, member_name=content.member)
    for person in content.staff:
        add_staff(email=person.email, name=person.name, roles=[person.role], languages=[])
    _agenda(content, content.languages[0])
    _places(content, now)
    fill_publishing(content, now)
    for language in ("en", "fr", "ar"):
        text = Publication.objects.get(slug=news, locale__language_code=language)
        page = visitor.get(f"/news/{news}/", {"lang": language}).content.decode()
        assert text.title in page.replace("&#x27;", "'")
    assert Notice.objects.get().areas.exists()
    assert Release.objects.filter(live=True).exists()
    assert not Release.objects.public(now).exists()
    assert Outcome.objects.get().published_at == now
    assert MediaContact.objects.writable().count() == 2
    assert Coverage.objects.exists()
    assert profile().portrait.description
