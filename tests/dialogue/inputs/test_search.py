import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.search import search_query

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "fr", "ar", "sw"]


@pytest.fixture
def say(office: Office, now):
    def record(text: str, language: str = "", context: str = "") -> Input:
        said = Said(
            received_at=now, channel=Channel.EMAIL, text=text, language=language, context=context
        )
        return record_inputs(said=[said])[0]

    return record


def finds(words: str, languages: list[str] = LANGUAGES) -> int:
    query = search_query(words=words, languages=languages)
    return 0 if query is None else Input.objects.filter(search=query).count()


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The wells are dry", "en", "well"),
        ("The wells are dry", "en", "WELLS dry"),
        ("The wells are dry", "en", "the wel"),
        ("Les écoles du village", "fr", "ecole"),
        ("Les écoles du village", "fr", "École vill"),
        ("مدرسة القرية مغلقة", "ar", "مدرسه"),
        ("مَدْرَسَة", "ar", "مدرسة"),
        ("Maji hayapatikani kijijini", "sw", "kijijini"),
        ("हमारे गाँव में पानी नहीं है", "hi", "पानी"),
        ("น้ำประปาไม่ไหล", "th", "น้ำประปาไม่ไหล"),
        ("Write to amani@post.example today", "en", "amani@post.example"),
        ("Write to amani@post.example today", "en", "amani"),
        ("Bill No. 14/2026 and clause 7", "en", "14/2026"),
        ("self-help group", "en", "self-help"),
    ],
)
def test_words_are_found_as_people_write_them(say, text: str, language: str, words: str):
    say(text, language)
    assert finds(words, [*LANGUAGES, language]) == 1


def test_every_word_must_be_there(say):
    say("The wells are dry", "en")
    assert finds("wells school") == 0


def test_the_context_is_searched_too(say):
    say("It is dry.", "en", context="The well Amani Njeri amani@post.example")
    assert finds("njeri well") == 1


@pytest.mark.parametrize(
    "words", ["", "   ", "!!!", "&|()", "\x00", "'", "\\", ":*", "<->", "_", "…"]
)
def test_nothing_to_look_for_is_said(words: str):
    assert search_query(words=words, languages=LANGUAGES) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.text(max_size=80))
@example("x" * 5_000)
@example("'; DROP TABLE inputs_input; --")
@example("a\x00b")
@example("\ud800 lone")
@example("a & ! (b | c):* <-> 'd''")
@example("\ufdfa" * 2_000)
@example(" ".join("word" for _ in range(5_000)))
def test_no_words_break_the_search(office: Office, words: str):
    finds(words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 1_000_000,
        "\ufdfa" * 100_000,
        " ".join(f"{n:x}{'é' * 40}" for n in range(30_000)),
        " ".join(chr(0xFDFA) + chr(0x3300 + n % 80) + str(n) for n in range(30_000)),
        "水" * 200_000,
        "\U0001e944" * 600,
        "http://" + "a/" * 40_000,
    ],
    ids=["empty", "one word", "expanding", "long words", "mixed", "han", "adlam", "link"],
)
def test_no_text_breaks_the_index(say, text: str):
    assert say(text, "en").pk


def test_a_search_uses_the_index(say):
    for n in range(50):
        say(f"Letter {n} about the well", "en")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    query = search_query(words="letter 7", languages=LANGUAGES)
    assert "inputs_search" in Input.objects.filter(search=query).explain()
