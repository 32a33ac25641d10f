"""Help to write plainly, wherever the public reads the words."""

import pytest
from django.test import Client

from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
ASKED = "/desk/website/plain-language/"


@pytest.mark.parametrize(
    "form", ["notices/new/", "outcomes/new/", "corrections/new/", "translations/"]
)
def test_it_is_offered_where_words_are_entered(desk: Client, form: str) -> None:
    page = read(desk.get(f"/desk/website/{form}").content)
    buttons = page.all("button", hx_post=ASKED)
    assert len(buttons) == (0 if form == "translations/" else 1)


def test_each_language_of_a_form_is_looked_at_by_its_own_rules(desk: Client) -> None:
    entered = {
        "language": "en",
        "you_said": "The road was closed.",
        "you_said_fr": "La route a une internationalisation.",
        "you_said_ar": "الطريق مغلق",
    }
    page = read(desk.post(ASKED, entered).content)
    found = {(one.attributes["lang"], one.text) for one in page.all("q")}
    assert found == {("en", "was closed"), ("fr", "internationalisation")}
    assert "In Arabic only the length" in page.text


def test_nothing_written_yet_is_said(desk: Client) -> None:
    assert "no text yet" in desk.post(ASKED, {"language": "en", "you_said": " "}).text
