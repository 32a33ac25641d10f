"""The chapters of the site, as a reader looks for things in them."""

import pytest
from wagtail.models import Locale

from baraza.base.agenda.models import Position
from baraza.base.office_register.models import Office
from baraza.engagement.outreach.models import Publication
from baraza.web.site.navigation import GROUPS, navigation
from baraza.web.site.parts import Group

pytestmark = pytest.mark.django_db


def test_where_the_member_stands_belongs_to_what_they_do_and_not_to_news(office: Office) -> None:
    english = Locale.objects.get(language_code="en")
    words = {"title": "Water for all", "slug": "water", "summary": "x", "locale": english}
    Position.objects.create(**words).save_revision().publish()
    Publication.objects.create(**words).save_revision().publish()
    chapters = {
        str(name): [str(link.label) for link in links]
        for name, links in navigation(path="/").chapters
    }
    assert "Positions" in chapters[str(GROUPS[Group.WORK])]
    assert chapters[str(GROUPS[Group.NEWS])] == ["News"]
