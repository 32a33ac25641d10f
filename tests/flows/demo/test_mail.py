"""The mail of an invented office is real mail, in order, and the same on every run."""

import subprocess
import sys
import zlib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from baraza.base.channels.email.html import text_of_html
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.email.quotes import split_quoted
from baraza.flows.demo.compose import paper, picture
from baraza.flows.demo.content import PERSON, load_office, office_slugs
from baraza.flows.demo.mail import OPEN_DAYS, demo_mail

NOW = datetime(2031, 3, 12, 14, 5, tzinfo=UTC)
OFFICES = {slug: load_office(slug) for slug in office_slugs()}
ITEMS = {slug: list(demo_mail(office, now=NOW)) for slug, office in OFFICES.items()}


@pytest.fixture(params=sorted(OFFICES))
def slug(request):
    return request.param


@pytest.fixture
def office(slug):
    return OFFICES[slug]


@pytest.fixture
def items(slug):
    return ITEMS[slug]


@pytest.fixture
def mails(items):
    return [
        (item, message_from_bytes(item.raw, policy=policy.default)) for item in items if item.raw
    ]


def said_in(office, item):
    letter = office.letter(item.thread)
    return letter.text if item.turn == 0 else letter.replies[item.turn - 1].text


def test_items_come_in_order_within_half_a_year(items):
    times = [item.at for item in items]
    assert times == sorted(times)
    assert times[0] >= NOW - timedelta(days=180)
    assert times[-1] <= NOW


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 2, 28, 0, 0, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 3, 30, 0, 999, tzinfo=ZoneInfo("Pacific/Auckland")),
    ],
)
def test_turns_follow_one_another_at_any_hour(office, now):
    threads = defaultdict(list)
    for item in demo_mail(office, now=now):
        assert now - timedelta(days=180) <= item.at <= now
        assert item.at.tzinfo == UTC
        if item.kind == "letter":
            threads[item.thread].append(item)
    for turns in threads.values():
        assert [item.turn for item in turns] == list(range(len(turns)))
        assert len({item.at for item in turns}) == len(turns)


def test_the_office_answers_on_working_days(items, office):
    zone = ZoneInfo(office.timezone)
    answers = [item.at.astimezone(zone) for item in items if item.direction == "outgoing"]
    at_work = [at for at in answers if at.weekday() < 5 and 8 <= at.hour < 17]
    assert len(at_work) / len(answers) > 0.9


def test_every_mail_is_sound(mails):
    for item, mail in mails:
        for part in mail.walk():
            assert part.defects == [], item.key
            for name, value in part.items():
                assert list(getattr(value, "defects", ())) == [], (item.key, name)


def test_another_process_writes_the_same_bytes(slug, items):
    program = (
        "import sys, zlib\n"
        "from datetime import datetime\n"
        "from baraza.flows.demo.content import load_office\n"
        "from baraza.flows.demo.mail import demo_mail\n"
        "now = datetime.fromisoformat(sys.argv[2])\n"
        "mails = [item.raw or b'' for item in demo_mail(load_office(sys.argv[1]), now=now)]\n"
        "print(zlib.crc32(b''.join(mails)))\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, slug, NOW.isoformat()],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": "."},
    )
    assert int(other.stdout) == zlib.crc32(b"".join(item.raw or b"" for item in items))


def test_mail_has_bytes_and_everything_else_has_an_entry(items):
    assert len({item.key for item in items}) == len(items)
    for item in items:
        assert (item.raw is None) == (item.channel != "email")
        assert (item.entry is None) == (item.channel == "email")


def test_notes_of_calls_and_visits_say_who_took_them(items, office):
    notes = [item for item in items if item.channel in ("phone", "walk_in")]
    assert notes
    staff = {member.key for member in office.staff}
    assert {item.entry["taken_by"] for item in notes} <= staff


def test_what_came_in_carries_the_verdict_of_the_office_s_own_server(mails, office):
    server = f"mx.{office.domain}"
    for item, mail in mails:
        verdicts = mail.get_all("Authentication-Results", [])
        if item.direction == "outgoing":
            assert verdicts == []
            assert mail["Received"] is None
            assert mail["From"].addresses[0].addr_spec == office.email
        else:
            assert len(verdicts) == 1
            assert verdicts[0].startswith(f"{server};")
            assert len(mail.get_all("Received")) == 2
            assert office.email in mail["Delivered-To"]


def test_the_impostor_fails_authentication(mails):
    verdicts = [mail["Authentication-Results"] for item, mail in mails if "impostor" in item.key]
    assert len(verdicts) == 1
    assert "dmarc=fail" in verdicts[0]


def test_answers_name_the_mail_they_answer(items, mails):
    id_of = {(item.thread, item.turn): item.message_id for item in items if item.kind == "letter"}
    followed = 0
    for item, mail in mails:
        if item.kind != "letter":
            continue
        assert mail["Message-ID"] == f"<{item.message_id}>"
        earlier = [f"<{id_of[item.thread, turn]}>" for turn in range(item.turn)]
        assert (mail["References"] or "").split() == earlier
        assert mail["In-Reply-To"] == (earlier[-1] if earlier else None)
        followed += bool(earlier)
    assert followed > 40


def test_the_product_s_own_parser_finds_what_each_person_wrote(items, office):
    mailed = defaultdict(set)
    for item in items:
        if item.raw and item.kind == "letter":
            mailed[item.thread].add(item.turn)
    for item in items:
        if item.raw is None or item.kind != "letter":
            continue
        letter = parse_letter(item.raw)
        split = split_quoted(letter.text)
        words = said_in(office, item)
        if item.direction == "incoming":
            assert split.said.strip() == words, item.key
            assert letter.sender.name == office.person(item.person).name
        else:
            assert split.said.startswith(words), item.key
            assert office.staff_member(item.staff).name in split.said
        assert bool(split.quoted) == any(turn < item.turn for turn in mailed[item.thread])


def test_quotes_are_introduced_in_the_language_of_the_thread(mails):
    introduced = defaultdict(set)
    words = {
        "en": ("wrote:", "Sent: "),
        "fr": ("a écrit :", "Envoyé : "),
        "ar": ("كتب", "تاريخ الإرسال"),
        "sw": ("aliandika:", "Imetumwa: "),
    }
    for item, mail in mails:
        if item.turn == 0 or mail["In-Reply-To"].endswith(f"{item.key.split('/')[0]}.example>"):
            continue
        text = mail.get_body(("plain",)).get_content()
        introduced[item.language].add(any(word in text for word in words[item.language]))
    assert dict(introduced) == {language: {True} for language in words}


def test_machine_mail_refers_to_the_answer_that_provoked_it(items, office):
    sent = {item.message_id: item for item in items if item.direction == "outgoing"}
    for mail in office.machine_mail:
        item = next(item for item in items if item.key == f"{office.slug}/{mail.key}")
        letter = parse_letter(item.raw)
        if not mail.answers:
            assert letter.in_reply_to == []
            continue
        provoked_by = sent[letter.in_reply_to[0]]
        assert provoked_by.thread == mail.answers
        assert provoked_by.at < item.at
        if mail.kind == "bounce":
            assert letter.envelope_from == ""
            assert office.person(provoked_by.person).email.encode() in item.raw


def test_attachments_are_what_they_say():
    assert picture("a.png") != picture("b.png")
    header, _, rest = picture("a.png").partition(b"IDAT")
    assert header.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(zlib.decompressobj().decompress(rest)) == 64 * (1 + 96 * 3)
    page = paper("letters.pdf")
    start = int(page.rsplit(b"startxref\n", 1)[1].split()[0])
    assert page[start:].startswith(b"xref")


def test_attached_files_arrive_under_their_names(mails, office):
    attached = {
        part.get_filename(): part.get_content()
        for _, mail in mails
        for part in mail.iter_attachments()
        if part.get_filename()
    }
    assert set(attached) == {
        letter.attachment for letter in office.correspondence if letter.attachment
    }
    assert all(body[:4] in (b"\x89PNG", b"%PDF") for body in attached.values())


def test_html_letters_say_the_same_twice(mails, office):
    html = [(item, mail) for item, mail in mails if mail.get_body(("html",))]
    assert html
    for item, mail in html:
        assert office.letter(item.thread).html
        spoken = text_of_html(mail.get_body(("html",)).get_content())
        assert spoken.split() == mail.get_body(("plain",)).get_content().split()


def test_old_charsets_are_kept(mails):
    latin = [
        mail.get_content()
        for _, mail in mails
        if mail.get_content_charset() == "iso-8859-1" and not mail.is_multipart()
    ]
    assert len(latin) == 1
    assert "é" in latin[0]


def test_the_state_says_whether_the_office_owes_an_answer(items, office):
    for letter in office.correspondence:
        turns = [item for item in items if item.thread == letter.key and item.kind == "letter"]
        assert len({item.state for item in turns}) == 1
        state = turns[0].state
        if letter.replies and letter.replies[-1].by != PERSON:
            assert state == "answered"
        if letter.still_open or (not letter.replies and letter.days_ago <= OPEN_DAYS):
            assert state == "open"
        last_answer = max((item.turn for item in turns if item.direction == "outgoing"), default=-1)
        assert [item.answered for item in turns] == [item.turn <= last_answer for item in turns]


def test_a_dozen_letters_of_the_last_two_weeks_wait(items):
    waiting = {
        item.thread
        for item in items
        if item.state == "open"
        and item.kind == "letter"
        and item.turn == 0
        and item.at > NOW - timedelta(days=OPEN_DAYS + 1)
    }
    by_hand = {key for key in waiting if not key.startswith(("market-levy-", "open-shores-0"))}
    assert len(by_hand) >= 12
