"""The contact form: what is sent is kept once, whole, in the right office."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from baraza.base.channels.models import Channel, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.models import Message
from baraza.web.site import limits
from tests.web.site.page import alerts, read, value

Token = Callable[[], str]
Letter = dict[str, str]


def entries() -> list[dict[str, str]]:
    return [json.loads(bytes(raw.content)) for raw in RawItem.objects.order_by("id")]


def test_a_letter_is_kept_as_one_live_document_before_anybody_looks_at_it(
    visitor: Client, token: Token, letter: Letter
) -> None:
    answer = visitor.post(
        "/contact/write/?lang=fr", letter | {"token": token(), "address": "3, Hill Rd"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/contact/thanks/?lang=fr&answer=email"
    raw = RawItem.objects.get()
    assert (raw.source, raw.channel, raw.state) == ("form", Channel.FORM, RawState.WAITING)
    assert raw.is_live
    assert not raw.is_outgoing
    assert entries() == [
        {
            "text": "Good morning,\nthe pump has been broken since Tuesday.",
            "name": "Amina Duale",
            "email": "amina@home.example",
            "phone": "",
            "subject": "The well at Kitale road",
            "language": "fr",
            "address": "3, Hill Rd",
        }
    ]


def test_what_is_kept_holds_nothing_of_the_senders_network(
    visitor: Client, token: Token, letter: Letter
) -> None:
    visitor.post(
        "/contact/write/",
        letter | {"token": token()},
        REMOTE_ADDR="203.0.113.77",
        headers={"user-agent": "Kiosk/9"},
    )
    raw = RawItem.objects.get()
    kept = bytes(raw.content).decode() + str(raw.external_id) + raw.reason
    assert "203.0.113.77" not in kept
    assert "Kiosk" not in kept


def test_a_double_click_and_a_reload_file_one_letter(
    visitor: Client, token: Token, letter: Letter
) -> None:
    sent = letter | {"token": token()}
    first = visitor.post("/contact/write/", sent)
    second = visitor.post("/contact/write/", sent)
    assert first["Location"] == second["Location"]
    assert len(entries()) == 1


def test_words_changed_after_going_back_are_another_letter(
    visitor: Client, token: Token, letter: Letter
) -> None:
    sent = letter | {"token": token()}
    visitor.post("/contact/write/", sent)
    visitor.post("/contact/write/", sent | {"message": "I forgot: it is the second pump."})
    assert len(entries()) == 2


def test_the_same_words_from_two_showings_are_two_letters(
    visitor: Client, token: Token, letter: Letter
) -> None:
    visitor.post("/contact/write/", letter | {"token": token()})
    visitor.post("/contact/write/", letter | {"token": token()})
    assert len(entries()) == 2


def test_a_letter_to_one_office_never_reaches_the_other(
    visitor: Client, two_offices: tuple[Office, Office], token: Token, letter: Letter
) -> None:
    first, second = two_offices
    visitor.post("/contact/write/", letter | {"token": token()})
    with within(second):
        assert not RawItem.objects.exists()
    with within(first):
        assert RawItem.objects.count() == 1


def test_a_form_shown_by_one_office_is_not_taken_by_another(
    visitor: Client, two_offices: tuple[Office, Office], token: Token, letter: Letter
) -> None:
    sent = letter | {"token": token()}
    answer = visitor.post("/contact/write/", sent, headers={"host": "lakeside.localhost"})
    assert answer.status_code == 422
    assert "once more" in alerts(answer.content)
    for office in two_offices:
        with within(office):
            assert not RawItem.objects.exists()


@pytest.mark.parametrize("bad", ["", "x", "a:b:c"])
def test_a_letter_without_a_good_mark_is_not_taken_and_not_lost(
    visitor: Client, office: Office, letter: Letter, bad: str
) -> None:
    answer = visitor.post("/contact/write/", letter | {"token": bad})
    assert answer.status_code == 422
    assert value(answer.content, "message") == letter["message"]
    assert not RawItem.objects.exists()
    again = visitor.post("/contact/write/", letter | {"token": value(answer.content, "token")})
    assert again.status_code == 302


def test_a_form_open_for_three_days_is_shown_again_with_what_was_written(
    visitor: Client, token: Token, letter: Letter
) -> None:
    shown = token()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        answer = visitor.post("/contact/write/", letter | {"token": shown})
        assert answer.status_code == 422
        assert value(answer.content, "message") == letter["message"]
        fresh = value(answer.content, "token")
        assert visitor.post("/contact/write/", letter | {"token": fresh}).status_code == 302
    assert len(entries()) == 1


def test_a_mistake_keeps_everything_else_that_was_written(
    visitor: Client, token: Token, letter: Letter
) -> None:
    shown = token()
    sent = letter | {"token": shown, "email": "amina@", "address": "3, Hill Road\nKitale"}
    answer = visitor.post("/contact/write/?lang=es", sent)
    assert answer.status_code == 422
    assert read(answer.content).attrib["lang"] == "es"
    for name in ("name", "email", "subject", "message", "address", "token"):
        assert value(answer.content, name) == sent[name]
    broken = read(answer.content).find(".//input[@name='email']")
    assert broken.attrib["aria-invalid"] == "true"
    assert "id_email_error" in broken.attrib["aria-describedby"]
    assert not RawItem.objects.exists()


def test_the_trap_is_said_and_emptied_so_that_autofill_loses_no_letter(
    visitor: Client, token: Token, letter: Letter
) -> None:
    answer = visitor.post(
        "/contact/write/", letter | {"token": token(), "website": "http://spam.example"}
    )
    assert answer.status_code == 422
    assert not RawItem.objects.exists()
    assert value(answer.content, "website") == ""
    assert "must stay empty" in alerts(answer.content)
    assert value(answer.content, "message") == letter["message"]


@pytest.mark.parametrize(
    "name",
    [
        "http://x.example",
        "Visit www.prizes.example",
        "cheap-loans.com",
        "=HYPERLINK(1)",
        "+44",
        "-1",
        "@amina",
        "",
        " \u202e ",
        "A" * 101,
    ],
)
def test_names_that_hold_addresses_or_formulas_are_refused(
    visitor: Client, token: Token, letter: Letter, name: str
) -> None:
    answer = visitor.post("/contact/write/", letter | {"token": token(), "name": name})
    assert answer.status_code == 422
    assert not RawItem.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["J.Moreno", "Dr. Siân O’Brien-Ng", "St.John Akoth", "Nyström, Åsa", "أمينة عبدي", "Ng'ang'a"],
)
def test_names_as_people_have_them_are_taken(
    visitor: Client, token: Token, letter: Letter, name: str
) -> None:
    answer = visitor.post("/contact/write/", letter | {"token": token(), "name": name})
    assert answer.status_code == 302
    assert entries()[0]["name"] == name


def test_a_line_cannot_be_broken_to_smuggle_a_header_in(
    visitor: Client, token: Token, letter: Letter
) -> None:
    sent = letter | {
        "token": token(),
        "name": "Amina\r\nBcc: all@x.example",
        "subject": "a\nb\u202ec",
    }
    visitor.post("/contact/write/", sent)
    (entry,) = entries()
    assert entry["name"] == "Amina Bcc: all@x.example"
    assert entry["subject"] == "a b c"


@pytest.mark.parametrize("phone", ["+254 700 900 123", "(020) 7946-0018 ext 4", "٠٧٧٠٠٩٠٠١٢٣"])
def test_a_telephone_alone_is_enough(
    visitor: Client, token: Token, letter: Letter, phone: str
) -> None:
    answer = visitor.post(
        "/contact/write/", letter | {"token": token(), "email": "", "phone": phone}
    )
    assert answer["Location"].endswith("answer=phone")
    assert entries()[0]["phone"] == phone


@pytest.mark.parametrize("phone", ["call me", "12", "1" * 21, "<b>0700</b>"])
def test_what_is_no_telephone_number_is_said(
    visitor: Client, token: Token, letter: Letter, phone: str
) -> None:
    answer = visitor.post("/contact/write/", letter | {"token": token(), "phone": phone})
    assert answer.status_code == 422
    assert "telephone" in alerts(answer.content)


def test_neither_address_nor_number_is_fine_and_the_thanks_say_that_no_answer_comes(
    visitor: Client, token: Token, letter: Letter
) -> None:
    answer = visitor.post("/contact/write/", letter | {"token": token(), "email": ""}, follow=True)
    assert entries()[0]["email"] == ""
    assert "no answer will come" in answer.content.decode()


def test_twenty_thousand_characters_are_taken_line_ends_counted_once(
    visitor: Client, token: Token, letter: Letter
) -> None:
    text = "ابc\n" * 5_000
    sent = letter | {"token": token(), "message": text.strip().replace("\n", "\r\n")}
    assert visitor.post("/contact/write/", sent).status_code == 302
    assert entries()[0]["text"] == text.strip()


def test_more_is_refused_with_both_numbers_and_not_cut(
    visitor: Client, token: Token, letter: Letter
) -> None:
    sent = letter | {"token": token(), "message": "x" * 20_001}
    answer = visitor.post("/contact/write/", sent)
    assert answer.status_code == 422
    assert "20001" in alerts(answer.content)
    assert "20000" in alerts(answer.content)
    assert value(answer.content, "message") == sent["message"]
    assert "maxlength" not in read(answer.content).find(".//textarea[@name='message']").attrib
    assert not RawItem.objects.exists()


def test_megabytes_are_refused_as_too_large(visitor: Client, office: Office) -> None:
    answer = visitor.post(
        "/contact/write/", b"message=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert not RawItem.objects.exists()


def test_one_sender_is_limited_for_an_hour_and_others_are_not(
    visitor: Client, token: Token, letter: Letter
) -> None:
    def send(number: int, address: str = "203.0.113.5") -> int:
        sent = letter | {"token": shown, "message": f"Letter {number}"}
        return visitor.post("/contact/write/", sent, REMOTE_ADDR=address).status_code

    shown = token()
    assert {send(number) for number in range(limits.PER_SENDER)} == {302}
    assert send(100) == 429
    assert send(100, "203.0.113.6") == 302
    assert RawItem.objects.count() == limits.PER_SENDER + 1
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert send(101) == 302


def test_a_limited_sender_keeps_what_was_written(
    visitor: Client, token: Token, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_SENDER", 0)
    answer = visitor.post("/contact/write/", letter | {"token": token()})
    assert answer.status_code == 429
    assert value(answer.content, "message") == letter["message"]


def test_one_household_is_one_sender_in_ipv6(
    visitor: Client, token: Token, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_SENDER", 1)
    codes = [
        visitor.post(
            "/contact/write/", letter | {"token": token()}, REMOTE_ADDR=address
        ).status_code
        for address in ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")
    ]
    assert codes == [302, 429, 302]


def test_behind_a_proxy_only_its_own_word_on_the_sender_is_believed(
    visitor: Client,
    token: Token,
    letter: Letter,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    settings.BEHIND_TLS = True
    monkeypatch.setattr(limits, "PER_SENDER", 1)
    codes = [
        visitor.post(
            "/contact/write/",
            letter | {"token": token()},
            headers={"x-forwarded-for": f"{forged}, {true}"},
        ).status_code
        for forged, true in [
            ("192.0.2.1", "203.0.113.5"),
            ("192.0.2.2", "203.0.113.5"),
            ("192.0.2.2", "203.0.113.6"),
        ]
    ]
    assert codes == [302, 429, 302]


def test_a_flood_from_everywhere_is_limited_for_one_office_only(
    visitor: Client,
    two_offices: tuple[Office, Office],
    token: Token,
    letter: Letter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PER_OFFICE", 2)
    codes = [
        visitor.post(
            "/contact/write/", letter | {"token": token()}, REMOTE_ADDR=f"203.0.113.{number}"
        ).status_code
        for number in range(3)
    ]
    assert codes == [302, 302, 429]
    other = Client(headers={"host": "lakeside.localhost"})
    shown = value(other.get("/contact/write/").content, "token")
    assert other.post("/contact/write/", letter | {"token": shown}).status_code == 302


def test_a_double_click_counts_once_against_the_limit(
    visitor: Client, token: Token, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_SENDER", 2)
    sent = letter | {"token": token()}
    codes = [visitor.post("/contact/write/", sent).status_code for _ in range(2)]
    codes.append(visitor.post("/contact/write/", letter | {"token": token()}).status_code)
    assert codes == [302, 302, 302]


def test_a_letter_becomes_a_conversation_in_the_writers_words(
    visitor: Client, token: Token, letter: Letter, run_jobs: Callable[[], int]
) -> None:
    visitor.post("/contact/write/", letter | {"token": token()})
    run_jobs()
    raw = RawItem.objects.get()
    assert raw.state == RawState.FILED, raw.reason
    message = Message.objects.get(raw_item=raw)
    assert message.said == letter["message"]
    assert message.subject == letter["subject"]
    assert (message.author_name, message.author_address) == (letter["name"], letter["email"])
