"""What was public before and is changed asks for the public log, once it is published."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from baraza.engagement.outreach.models import Publication
from baraza.web.site.models import ContentPage, HomeRoot

pytestmark = pytest.mark.django_db
ASKS = "Was something wrong in it?"


def a_page() -> ContentPage:
    root = HomeRoot.objects.get(locale__language_code="en")
    page = root.add_child(instance=ContentPage(title="Our library", live=False))
    page.save_revision()
    return page


def sent(**more: str) -> dict[str, str]:
    return {
        "title": "Our library", "slug": "our-library", "summary": "", "picture": "",
        "picture_description": "", "review_date": "", "go_live_at": "", "expire_at": "",
        "body-count": "0",
    } | more  # fmt: skip


def test_a_page_published_again_asks_what_was_wrong_and_leads_to_the_log(desk: Client) -> None:
    page = a_page()
    edit = f"/studio/pages/{page.pk}/edit/"
    first = desk.post(edit, sent(**{"action-publish": "1"}), follow=True)
    assert ASKS not in first.text
    long_ago = timezone.now() - timedelta(days=3)
    ContentPage.objects.update(first_published_at=long_ago, last_published_at=long_ago)

    draft = desk.post(edit, sent(summary="Open on Mondays."), follow=True)
    assert ASKS not in draft.text

    again = desk.post(edit, sent(summary="Open.", **{"action-publish": "1"}), follow=True)
    assert ASKS in again.text
    log = "/desk/website/corrections/new/?title=Our+library&amp;address=%2Four-library%2F"
    assert log in again.text
    form = desk.get(log.replace("&amp;", "&")).text
    assert 'value="Our library"' in form
    assert 'value="/our-library/"' in form


def test_so_does_a_statement_and_what_is_to_appear_later_does_not(desk: Client) -> None:
    row = Publication.objects.create(
        title="Water", slug="water", summary="x", kind="statement",
        locale=Locale.objects.get(language_code="en"), live=False,
    )  # fmt: skip
    row.save_revision().publish()
    long_ago = timezone.now() - timedelta(days=3)
    Publication.objects.update(first_published_at=long_ago, last_published_at=long_ago)
    entered = {
        "kind": "statement", "title": "Water", "summary": "y", "slug": "water", "picture": "",
        "picture_description": "", "topic": "", "go_live_at": "", "expire_at": "",
        "body-count": "0", "action-publish": "1",
    }  # fmt: skip
    edit = reverse("wagtailsnippets_outreach_publication:edit", args=[row.pk])
    text = desk.post(edit, entered, follow=True).text
    assert ASKS in text
    assert "address=%2Fstatements%2Fwater%2F" in text
    later = f"{timezone.localdate() + timedelta(days=2)} 09:00"
    scheduled = desk.post(edit, entered | {"go_live_at": later}, follow=True).text
    assert "scheduled for publishing" in scheduled
    assert ASKS not in scheduled
