"""From a new office to a published website, and down again."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from baraza.base.accounts.models import Role
from baraza.base.channels.actions.mailboxes import add_mailbox
from baraza.base.office.actions import update_profile
from baraza.base.office.actions.site import prepare_new_office, publish_site
from baraza.base.office.models import Location
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.places.models import Area
from baraza.dialogue.letters.models import Letter, LetterText
from baraza.flows.guide import Step, next_step, steps
from baraza.flows.site_preview import opens, preview_key
from tests.staff import member_of_staff
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
GUIDE = "/desk/set-up/guide/"


@pytest.fixture
def new(office: Office) -> Office:
    """The first office, as `office create` leaves it."""
    update_profile(name="Office of Highlands", member_name="", email="", languages=["en"])
    prepare_new_office()
    return office


def a_picture() -> SimpleUploadedFile:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telephone of somebody"
    Image.new("RGB", (400, 500), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", out.getvalue(), "image/jpeg")


WHO = {
    "member_name": "Salma Okello",
    "constituency": "Highlands",
    "name": "Office of Salma Okello",
    "first_language": "sw",
    "languages": ["en", "fr", "ar"],
    "timezone": "Africa/Nairobi",
}


def test_the_guide_alone_leads_to_a_published_website(new: Office, desk: Client, visitor: Client):
    assert "0 of 10" in desk.get(GUIDE).text
    answer = desk.post(f"{GUIDE}who/", WHO)
    assert answer["Location"] == f"{GUIDE}reach/"
    assert profile().languages == ["sw", "en", "fr", "ar"]
    answer = desk.post(f"{GUIDE}reach/", {"email": "salma@highlands.example", "phone": "0700"})
    assert answer["Location"] == f"{GUIDE}portrait/"
    shows = {"shows_sw": "Salma akitabasamu.", "shows_en": "Salma, smiling."}
    answer = desk.post(f"{GUIDE}portrait/", {"picture": a_picture(), **shows})
    assert answer["Location"] == f"{GUIDE}hours/"
    hours = {"name": "Town", "address": "Market 1", "days": [0, 1], "hours": "9-12, 14-17"}
    assert desk.post(f"{GUIDE}hours/", hours)["Location"] == f"{GUIDE}places/"
    places = {"name": "Highlands", "places": "Mbuni\nKitale\nmbuni"}
    assert desk.post(f"{GUIDE}places/", places)["Location"] == f"{GUIDE}mailbox/"
    letters = {"letters": ["no-money", "out-of-area"]}
    assert desk.post(f"{GUIDE}letters/", letters)["Location"] == f"{GUIDE}people/"

    assert Location.objects.published().get().hours.count() == 4
    assert sorted(Area.objects.values_list("name", flat=True)) == ["Highlands", "Kitale", "mbuni"]
    assert set(LetterText.objects.values_list("language", flat=True)) <= {"sw", "en", "fr", "ar"}
    assert Letter.objects.count() == 2

    assert "being set up" in visitor.get("/?lang=en").text
    assert desk.post(f"{GUIDE}site/publish/")["Location"] == "/desk/website/"
    home = visitor.get("/?lang=en").text
    assert "being set up" not in home
    assert "Salma, smiling." in home


def test_what_is_done_is_seen_by_the_facts(new: Office, now: datetime):
    done = steps()
    assert not any(done.values())
    assert next_step(done=done) == Step.WHO
    assert next_step(done=done, after=Step.PUBLISH) == Step.WHO
    update_profile(member_name="Salma Okello", constituency="Highlands")
    assert steps()[Step.WHO]
    with CaptureQueriesContext(connection) as asked:
        steps()
    assert len(asked) == 2


def test_before_it_is_published_only_how_to_reach_the_office_is_there(new: Office, visitor: Client):
    home = visitor.get("/?lang=en")
    assert home.status_code == 200
    assert home["X-Robots-Tag"] == "noindex"
    assert 'href="/contact/' in home.text
    for there in ("/contact/", "/contact/write/", "/help/"):
        assert visitor.get(there).status_code == 200, there
    for closed in ("/news/", "/sitemap.xml", "/feeds/news.atom", "/search/?q=water", "/agenda/"):
        answer = visitor.get(closed)
        assert answer.status_code == 404, closed
        assert "being set up" in answer.text
    assert "Disallow: /\n" in visitor.get("/robots.txt").text


def test_a_key_shows_it_before_and_only_here(
    new: Office, two_offices: tuple[Office, Office], visitor: Client
):
    key = preview_key()
    shown = visitor.get("/", {"preview": key})
    assert "being set up" not in shown.text
    assert shown["Cache-Control"] == "no-store"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "preview=" in read(shown.content).one("nav", class_="bar").one("a").attributes["href"]
    assert "being set up" in visitor.get("/", {"preview": f"{key}x"}).text
    with within(two_offices[1]):
        assert not opens(key)


def test_publishing_and_taking_down_are_undone_with_one_click(
    new: Office, desk: Client, visitor: Client
):
    desk.post(f"{GUIDE}site/publish/", follow=True)
    assert "Sitemap:" in visitor.get("/robots.txt").text
    page = desk.post(f"{GUIDE}site/take-down/", follow=True)
    assert profile().site_published_at is None
    desk.post(read(page.content).one(id="toasts").one("form").attributes["action"])
    assert profile().site_published_at is not None


def test_a_picture_keeps_nothing_but_its_dots_and_leaves_with_undo(new: Office, desk: Client):
    desk.post(f"{GUIDE}portrait/", {"picture": a_picture(), "shows_en": "Salma, smiling."})
    portrait = profile().portrait
    with portrait.file.open("rb") as file, Image.open(file) as kept:
        assert not kept.getexif()
    page = desk.post(f"{GUIDE}portrait/remove/", follow=True)
    assert profile().portrait is None
    desk.post(read(page.content).one(id="toasts").one("form").attributes["action"])
    assert profile().portrait == portrait


def test_a_portrait_is_told_to_those_who_cannot_see_it_in_each_language_of_the_office(
    new: Office, desk: Client, visitor: Client
):
    desk.post(f"{GUIDE}who/", WHO)
    assert 'lang="ar"' in desk.get(f"{GUIDE}portrait/").text
    shows = {"shows_sw": "Salma akitabasamu.", "shows_en": "Salma, smiling.", "shows_fr": "Salma."}
    desk.post(f"{GUIDE}portrait/", {"picture": a_picture(), **shows})
    portrait = profile().portrait
    # What it shows is said anew without choosing the picture again.
    desk.post(f"{GUIDE}portrait/", shows | {"shows_fr": "Salma sourit."})
    assert profile().portrait == portrait
    desk.post(f"{GUIDE}site/publish/")
    said = {"en": ("Salma, smiling.", "en"), "fr": ("Salma sourit.", "fr")}
    for language, (words, spoken) in (said | {"ar": ("Salma akitabasamu.", "sw")}).items():
        [image] = re.findall(
            r'<img[^>]+class="portrait"[^>]*>', visitor.get(f"/?lang={language}").text
        )
        assert f'alt="{words}"' in image
        assert f'lang="{spoken}"' in image


def test_the_time_zone_of_the_device_is_offered_until_one_is_chosen(new: Office, desk: Client):
    assert "desk/zone" in desk.get(f"{GUIDE}who/").text
    assert "desk/zone" not in desk.post(f"{GUIDE}who/", WHO | {"member_name": ""}).text
    desk.post(f"{GUIDE}who/", WHO)
    assert "desk/zone" not in desk.get(f"{GUIDE}who/").text


def test_a_mailbox_begins_with_the_known_address_and_leads_back_to_the_guide(
    new: Office, desk: Client
):
    desk.post(f"{GUIDE}reach/", {"email": "salma@highlands.example"})
    assert 'value="salma@highlands.example"' in desk.get("/desk/set-up/mailboxes/new/").text
    add_mailbox(
        address="salma@highlands.example",
        imap_host="imap.highlands.example",
        secret={"password": "x"},
        now=timezone.now(),
    )
    assert "On with the guide: Who we are" in desk.get("/desk/set-up/mailboxes/").text
    desk.post(f"{GUIDE}site/publish/")
    assert "On with the guide" not in desk.get("/desk/set-up/mailboxes/").text


def test_an_address_book_brought_in_leads_back_to_the_guide(new: Office, desk: Client):
    table = SimpleUploadedFile("people.csv", b"Name,E-mail\nAmani Njeri,amani@post.example\n")
    page = desk.post("/desk/people/import/", {"file": table}).url
    desk.post(f"{page}begin/")
    assert "On with the guide" not in desk.get(page).text, "it is still under way"
    desk.post(f"{page}stop/")
    back = read(desk.get(page).content).one("a", href=f"{GUIDE}who/")
    assert back.text == "On with the guide: Who we are"
    desk.post(f"{GUIDE}site/publish/")
    assert "On with the guide" not in desk.get(page).text


def test_who_works_here_finds_the_way_in_before_it_is_published(new: Office, visitor: Client):
    assert 'href="/desk/"' in visitor.get("/?lang=en").text


def test_what_is_no_picture_is_refused_with_a_reason(new: Office, desk: Client):
    file = SimpleUploadedFile("me.jpg", b"<script>", "image/jpeg")
    answer = desk.post(f"{GUIDE}portrait/", {"picture": file, "shows_en": "Salma"})
    assert answer.status_code == 422
    assert profile().portrait is None


def test_today_shows_it_until_it_is_published_or_put_away(
    new: Office, desk: Client, now: datetime, staff
):
    assert "From nothing to a website" in desk.get("/desk/today/").text
    page = desk.post(f"{GUIDE}put-away/", follow=True)
    assert 'href="/desk/set-up/guide/who/"' not in page.text
    desk.post(f"{GUIDE}bring-back/")
    assert 'href="/desk/set-up/guide/who/"' in desk.get("/desk/today/").text
    publish_site(by=staff, now=now)
    assert 'href="/desk/set-up/guide/who/"' not in desk.get("/desk/today/").text


def test_every_step_opens_and_says_where_it_is_done(new: Office, desk: Client):
    for step in Step:
        page = desk.get(f"{GUIDE}{step}/")
        assert page.status_code == 200, step
    assert "Thank you for writing" in desk.get(f"{GUIDE}note/").text
    assert desk.get(f"{GUIDE}nothing/").status_code == 404


def test_who_may_not_publish_is_told_whom_to_ask(new: Office):
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(
        member_of_staff(email="a@highlands.example", name="A", roles=[Role.ADMINISTRATOR])
    )
    assert "Ask a colleague" in client.get(f"{GUIDE}publish/").text
    assert client.post(f"{GUIDE}site/publish/").status_code == 403
