"""Pages are written in the studio: by whom, in which languages, and what is kept of a picture."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, Revision, Site, WorkflowState

from baraza.base.accounts.models import Notification, Role, User
from baraza.base.audit.models import AuditEntry
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common.translated import Standing
from baraza.engagement.outreach.models import Publication
from baraza.flows.publishing import publish_due
from baraza.flows.translating import begin_translation, texts_of, words_since
from baraza.web.site.locales import arrange
from baraza.web.site.models import ContentPage, HomeRoot
from baraza.web.studio.publications import TEXTS
from tests.staff import member_of_staff

ALL = "/studio/pages/"
BODY = {"type": "paragraph", "value": "<p>The library opens again.</p>"}


def browser(user: User) -> Client:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    return client


def somebody(role: Role) -> User:
    return member_of_staff(email=f"{role}@highlands.example", name=f"A {role}", roles=[role])


def home(code: str = "en") -> HomeRoot:
    return HomeRoot.objects.get(locale__language_code=code)


def written(title: str = "Our library", *, live: bool = True) -> ContentPage:
    page = home().add_child(
        instance=ContentPage(
            title=title, summary="It opens in May.", body=json.dumps([BODY]), live=live
        )
    )
    page.save_revision()
    return page


@pytest.mark.parametrize("role", [*Role])
def test_whoever_writes_may_enter_and_nobody_else(office: Office, role: Role) -> None:
    answer = browser(somebody(role)).get(f"{ALL}{home().pk}/")
    writes = role not in {Role.AUDITOR, Role.ADMINISTRATOR}
    assert answer.status_code == (200 if writes else 403)


def test_pages_are_found_in_the_first_language_and_where_a_tree_begins_stays(desk: Client) -> None:
    assert desk.get(ALL)["Location"] == f"{ALL}{home().pk}/"
    listed = desk.get(f"{ALL}{home().pk}/").content.decode()
    assert f"{ALL}{home().pk}/add_subpage/" in listed
    for act in ("edit", "delete", "move", "copy", "unpublish", "history"):
        assert f"{ALL}{home().pk}/{act}/" not in listed
        assert desk.post(f"{ALL}{home().pk}/{act}/").status_code == 302
    assert home().live
    assert written().permissions_for_user(User.objects.get()).can_delete()


def test_whatever_is_written_or_kept_has_its_row_on_the_websites_first_page(desk: Client) -> None:
    page = desk.get("/desk/website/").content.decode()
    lists = [text.model.snippet_viewset.get_url_name("list") for text in TEXTS]
    for name in (*lists, "wagtailadmin_explore_root", "wagtailimages:index", "wagtaildocs:index"):
        assert f'href="{reverse(name)}"' in page


def test_a_page_cannot_be_made_to_look_private(desk: Client) -> None:
    page = written()
    private = f"{ALL}{page.pk}/privacy/"
    assert private not in desk.get(f"{ALL}{page.pk}/edit/").content.decode()
    desk.post(private, {"restriction_type": "login"})
    assert not page.get_view_restrictions().exists()


def test_nobody_enters_without_signing_in_or_without_a_second_factor(office: Office) -> None:
    stranger = Client(headers={"host": "highlands.localhost"}).get(ALL)
    assert stranger.status_code == 302
    assert "/accounts/login/" in stranger["Location"]
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    assert browser(user).get(ALL)["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize(
    "path", ["login/", "password_reset/", "reports/locked/", "workflows/list/", "users/", "logout/"]
)
def test_what_wagtail_has_of_its_own_is_not_there(desk: Client, path: str) -> None:
    assert desk.get(f"/studio/{path}").status_code in {302, 404}
    assert b"wagtail" not in desk.get(f"/studio/{path}").content


def test_the_editor_has_no_script_in_the_page_and_the_desks_menu(desk: Client) -> None:
    answer = desk.get(f"/studio/pages/add/site/contentpage/{home().pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'aria-label="Menu"' in text
    assert "<script>" not in text
    assert "initDateTimeChooser" in text
    policy = answer["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert [part for part in policy.split("; ") if "blob:" in part] == [
        "img-src 'self' data: blob:"
    ]


def test_a_text_is_listed_once_in_the_first_language_it_was_written_in(
    desk: Client, staff: User
) -> None:
    def a_text(title: str, code: str) -> Publication:
        locale = Locale.objects.get(language_code=code)
        return Publication.objects.create(title=title, slug=code, summary="x", locale=locale)

    begin_translation(original=a_text("Water", "en"), language="fr", by=staff)
    Publication.objects.filter(locale__language_code="fr").update(title="Eau")
    a_text("Route", "fr")
    listed = desk.get("/studio/publications/").content.decode()
    assert "Water" in listed
    assert "Route" in listed
    assert "Eau" not in listed
    assert "Eau" in desk.get("/studio/publications/?locale=fr").content.decode()


def test_the_preview_stands_in_a_frame_of_the_office_and_nowhere_else(desk: Client) -> None:
    page = written()
    shown = desk.get(f"{ALL}{page.pk}/view_draft/")
    policy = shown["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "'none'" not in policy.partition("frame-ancestors")[2].partition(";")[0]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert b"The library opens again." in shown.content


def test_a_page_is_read_where_its_address_says_and_falls_back_to_the_first_language(
    visitor: Client, office: Office
) -> None:
    page = written()
    answer = visitor.get("/our-library/?lang=fr")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<article class="written" lang="en" dir="ltr">' in text
    assert "The library opens again." in text
    assert not answer.cookies
    page.unpublish()
    assert visitor.get("/our-library/").status_code == 404


def test_a_page_of_another_office_is_not_there(two_offices: tuple[Office, Office]) -> None:
    ours, theirs = two_offices
    with within(theirs):
        Page.objects.filter(depth=2).update(numchild=0)
        page = written("Zebrafish")
        number = page.pk
    with within(ours):
        chief = member_of_staff(email="chief@highlands.example", name="Chief")
        client = browser(chief)
        assert ContentPage.objects.count() == 0
    for part in ("edit", "delete", "history", "unpublish"):
        assert client.get(f"/studio/pages/{number}/{part}/").status_code == 404
    assert client.get("/zebrafish/").status_code == 404


def test_the_office_has_a_tree_for_each_of_its_languages(office: Office) -> None:
    assert {root.locale.language_code for root in HomeRoot.objects.all()} == {
        "en", "fr", "ar", "sw",
    }  # fmt: skip
    assert HomeRoot.objects.values("translation_key").distinct().count() == 1
    written()
    update_profile(languages=["fr", "es"])
    codes = [root.locale.language_code for root in HomeRoot.objects.order_by("slug")]
    assert codes == ["en", "es", "fr"], "what was written in a language stays"
    assert Site.objects.get().root_page.slug == "fr"
    arrange(wanted=["fr"])
    assert not Locale.objects.filter(language_code="sw").exists()


def test_a_translation_knows_what_changed_in_its_original(office: Office, staff: User) -> None:
    page = written()
    [text] = texts_of(model=ContentPage)
    assert [version.standing for version in text.versions] == [Standing.MISSING] * 3
    made = begin_translation(original=page, language="fr", by=staff)
    assert not made.live
    assert made.get_parent().specific == home("fr")
    made.title = "Notre bibliothèque"
    made.save_revision(user=staff).publish(user=staff)
    assert standing_in("fr") == Standing.CURRENT
    page.refresh_from_db()
    page.summary = "It opens in June."
    page.save_revision().publish()
    assert standing_in("fr") == Standing.OLD
    made = ContentPage.objects.get(pk=made.pk)
    assert words_since(translation=made) == {"summary": ("It opens in May.", "It opens in June.")}
    made.save_revision(user=staff).publish(user=staff)
    assert standing_in("fr") == Standing.CURRENT


def standing_in(code: str) -> Standing:
    [text] = texts_of(model=ContentPage)
    return next(version.standing for version in text.versions if version.language == code)


def test_the_original_stands_beside_its_translation_with_what_changed(
    desk: Client, staff: User
) -> None:
    page = written()
    made = begin_translation(original=page, language="ar", by=staff)
    page.refresh_from_db()
    page.summary = "It opens in June."
    page.save_revision().publish()
    text = desk.get(f"/studio/pages/{made.pk}/edit/").content.decode()
    assert "<del>May.</del><ins>June.</ins>" in text


def test_one_click_makes_a_draft_in_another_language(desk: Client, office: Office) -> None:
    page = written()
    listed = desk.get("/desk/website/translations/").content.decode()
    assert "Our library" in listed
    path = f"/desk/website/translations/site.contentpage/{page.pk}/fr/now/"
    made = desk.post(path)
    french = ContentPage.objects.get(locale__language_code="fr")
    assert made["Location"] == f"/studio/pages/{french.pk}/edit/"
    assert desk.post(path)["Location"] == made["Location"], "a second click makes no second draft"
    assert desk.post(path.replace("/fr/", "/xx/")).status_code == 404


def test_a_draft_waits_for_approval_and_what_was_handed_in_is_published(office: Office) -> None:
    author, member = somebody(Role.CASEWORKER), somebody(Role.MEMBER)
    page = written(live=False)
    version = page.save_revision(user=author)
    page.get_workflow().start(page, author)
    assert Notification.objects.filter(user=member, kind="approval_asked").exists()
    page.refresh_from_db()
    assert page.get_lock().for_user(author), "nobody changes what is being read for approval"
    assert not page.get_lock().for_user(member)
    state = WorkflowState.objects.get()
    state.current_task_state.specific.approve(user=member)
    page.refresh_from_db()
    assert page.live
    assert page.live_revision == version
    assert Notification.objects.filter(user=author, kind="approval_decided").exists()
    assert AuditEntry.objects.filter(act="approved", object_kind="site.contentpage").exists()


def test_only_who_publishes_publishes(office: Office) -> None:
    page = written(live=False)
    form = {
        "title": "Our library", "slug": "our-library", "summary": "", "picture": "",
        "picture_description": "", "review_date": "", "go_live_at": "", "expire_at": "",
        "body-count": "0", "action-publish": "1",
    }  # fmt: skip
    browser(somebody(Role.CASEWORKER)).post(f"/studio/pages/{page.pk}/edit/", form)
    page.refresh_from_db()
    assert not page.live
    browser(somebody(Role.COMMUNICATIONS)).post(f"/studio/pages/{page.pk}/edit/", form)
    page.refresh_from_db()
    assert page.live
    assert AuditEntry.objects.filter(act="published").latest("pk").actor_name == "A communications"


def test_what_is_due_appears_and_goes_by_itself(
    office: Office, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    page = written(live=False)
    page.go_live_at = now + timedelta(hours=1)
    page.save_revision(user=staff).publish(user=staff)
    page.refresh_from_db()
    assert not page.live
    news = Publication.objects.create(
        title="Over", slug="over", summary="x", locale=Locale.objects.get(language_code="en"),
        expire_at=now + timedelta(minutes=90),
    )  # fmt: skip
    assert publish_due(now=now) == 0
    later = now + timedelta(hours=2)
    with time_machine.travel(later):
        with monkeypatch.context() as broken:
            broken.setattr(Revision, "publish", Mock(side_effect=RuntimeError))
            # What cannot appear holds up nothing else.
            assert publish_due(now=later) == 1
        assert publish_due(now=later) == 1
    page.refresh_from_db()
    news.refresh_from_db()
    assert page.live
    assert not news.live
