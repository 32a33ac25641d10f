"""The list of what can be read in which language."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from baraza.base.agenda.actions import add_topic
from baraza.engagement.outreach.models import Publication
from baraza.web.site.models import ContentPage, HomeRoot

pytestmark = pytest.mark.django_db
LIST = "/desk/website/translations/"


def one_of_each(title: str) -> None:
    """A page with a translation, news, and a row with words in several languages."""
    roots = {root.locale.language_code: root for root in HomeRoot.objects.select_related("locale")}
    page = roots["en"].add_child(instance=ContentPage(title=title))
    page.save_revision().publish()
    french = page.copy_for_translation(roots["fr"].locale)
    french.save_revision().publish()
    news = Publication.objects.create(
        title=title, slug=title.lower(), summary="x", locale=Locale.objects.get(language_code="en")
    )
    news.save_revision().publish()
    add_topic(name=title)


def test_it_takes_as_many_questions_however_long_it_is(desk: Client) -> None:
    one_of_each("Water")
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        assert "Water" in desk.get(LIST).text
    one_of_each("Buses")
    one_of_each("Schools")
    with CaptureQueriesContext(connection) as many:
        assert "Schools" in desk.get(LIST).text
    assert len(many) == len(few)
