from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.excerpts import marked_excerpts
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.search import holding_rarely, newest_matching, search_query

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


@pytest.mark.parametrize("text", ["They watch us", "Watoto wetu", "The runway is closed"])
def test_a_stem_begins_no_other_word(say, text: str):
    say(text, "sw")
    assert finds("water") == finds("running") == 0


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


def test_an_arabic_word_half_typed_with_its_article_is_found(office: Office, now: datetime) -> None:
    record_inputs(
        said=[Said(received_at=now, channel=Channel.FORM, text="انقطعت المياه", language="ar")]
    )
    for typed in ("المي", "الميا", "المياه", "ميا"):
        query = search_query(words=typed, languages=["en", "ar"])
        assert Input.objects.filter(search=query).count() == 1, typed


def test_what_matched_is_marked_as_it_was_written() -> None:
    [pieces] = marked_excerpts(
        texts=[("Les Écoles de Kibuyuni sont fermées.", "fr")],
        words="ecole fermee",
        query=search_query(words="ecole fermee", languages=["en", "fr"]),
    )
    assert [piece.text for piece in pieces if piece.is_match] == ["Écoles", "fermées."]
    assert "".join(piece.text for piece in pieces) == "Les Écoles de Kibuyuni sont fermées."


def test_an_excerpt_begins_shortly_before_the_first_match() -> None:
    text = " ".join(["before"] * 50 + ["needle"] + ["after"] * 50)
    query = search_query(words="needle", languages=["en"])
    [pieces] = marked_excerpts(texts=[(text, "en")], words="needle", query=query)
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert len(shown.split()) < 40
    assert [piece.text for piece in pieces if piece.is_match] == ["needle"]


def test_text_that_folds_into_other_words_is_marked_by_their_beginnings() -> None:
    query = search_query(words="well", languages=["en"])
    # An acute accent alone becomes a space: the folded text has more words than the written one.
    [pieces] = marked_excerpts(texts=[("The ´ wells", "en")], words="well", query=query)
    assert [piece.text for piece in pieces if piece.is_match] == ["wells"]


@pytest.mark.parametrize("text", ["", " ", "\x01well\x02", "<b>well</b> <script>"])
def test_nothing_a_writer_writes_breaks_an_excerpt(text: str) -> None:
    query = search_query(words="well", languages=["en"])
    [pieces] = marked_excerpts(texts=[(text, "en")], words="well", query=query)
    assert "".join(piece.text for piece in pieces).split() == text.split()


def test_common_words_come_from_the_newest_and_rare_ones_from_all(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baraza.dialogue.inputs.search.LOOKED_THROUGH", 5)
    texts = ["a buried treasure", *["water again"] * 20]
    record_inputs(
        said=[
            Said(received_at=now + timedelta(hours=hour), channel=Channel.FORM, text=text)
            for hour, text in enumerate(texts)
        ]
    )

    def newest(words: str) -> list[int]:
        query = search_query(words=words, languages=["en"])
        assert query is not None
        [hits] = newest_matching(kinds=[(Input.objects.all(), "received_at")], query=query, limit=3)
        return [round((moment - now).total_seconds() / 3600) for _, moment in hits]

    assert newest("water") == [20, 19, 18]
    assert newest("treasure") == [0]
    assert newest("nowhere") == []


def test_a_word_met_now_and_then_is_met_again_further_back(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baraza.dialogue.inputs.search.LOOKED_THROUGH", 9)
    monkeypatch.setattr("baraza.dialogue.inputs.search.RARE", 0)
    record_inputs(
        said=[
            Said(
                received_at=now + timedelta(hours=hour),
                channel=Channel.FORM,
                text="a well" if hour % 4 == 0 else "a road",
            )
            for hour in range(40)
        ]
    )
    query = search_query(words="well", languages=["en"])
    assert query is not None
    [hits] = newest_matching(kinds=[(Input.objects.all(), "received_at")], query=query, limit=4)
    assert [round((at - now).total_seconds() / 3600) for _, at in hits] == [36, 32, 28, 24]


def test_where_few_can_hold_it_the_index_is_asked_and_the_way_back_is_spared(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baraza.dialogue.inputs.search.LOOKED_THROUGH", 9)
    said = [
        Said(received_at=now + timedelta(hours=hour), channel=Channel.FORM, text=text)
        for hour, text in enumerate(["a road", "a well"] * 20)
    ]
    record_inputs(said=said)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inputs_input")
    query = search_query(words="well", languages=["en"])
    assert query is not None
    with CaptureQueriesContext(connection) as captured:
        [hits] = newest_matching(kinds=[(Input.objects.all(), "received_at")], query=query, limit=9)
    assert [round((at - now).total_seconds() / 3600) for _, at in hits] == list(range(39, 22, -2))
    assert len(captured) == 2


def test_what_is_older_than_enough_of_one_kind_is_not_looked_for_in_another(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baraza.dialogue.inputs.search.LOOKED_THROUGH", 3)
    said = [
        Said(received_at=now + timedelta(hours=hour), channel=Channel.FORM, text=text)
        for hour, text in enumerate(["water", *["a road"] * 4, *["water"] * 3])
    ]
    record_inputs(said=said)
    query = search_query(words="water", languages=["en"])
    assert query is not None

    def hours(limit: int, *kinds: QuerySet) -> list[list[int]]:
        found = newest_matching(
            kinds=[(rows, "received_at") for rows in kinds], query=query, limit=limit
        )
        return [[round((at - now).total_seconds() / 3600) for _, at in hits] for hits in found]

    every, old = Input.objects.all(), Input.objects.filter(received_at__lte=now)
    assert hours(3, every, old) == [[7, 6, 5], []]
    assert hours(4, every, old) == [[7, 6, 5, 0], [0]]
    with CaptureQueriesContext(connection) as captured:
        assert hours(4, every.none(), old) == [[], [0]]
    assert len(captured) == 2


@pytest.mark.parametrize(
    ("words", "languages", "written"),
    [
        ("water", ["sw", "en"], "('water':*)"),
        ("waters", ["sw", "en"], "('waters':*) | ('water')"),
        ("our roof lea", ["sw", "en"], "('roof' & 'lea':*)"),
        ("water bus", ["sw", "en", "fr"], "(('water' | 'wat') & 'bus':*)"),
    ],
)
def test_forms_that_find_nothing_more_are_left_out(
    office: Office, words: str, languages: list[str], written: str
) -> None:
    query = search_query(words=words, languages=languages)
    assert query is not None
    assert query.text == written


def test_rare_words_are_named_and_common_ones_are_not(office: Office, now: datetime) -> None:
    record_inputs(
        said=[Said(received_at=now, channel=Channel.FORM, text="water") for _ in range(4)]
    )
    query = search_query(words="water", languages=["en"])
    assert len(holding_rarely(rows=Input.objects.all(), query=query, most=4) or []) == 4
    assert holding_rarely(rows=Input.objects.all(), query=query, most=3) is None


def test_beside_other_words_a_letter_or_two_wait_for_the_third(
    say: Callable[..., Input],
) -> None:
    say("The market in Kibuyuni, plot 12")
    assert finds("market k") == 1
    assert finds("market x") == 1, "still waiting"
    assert finds("market xyz") == 0
    assert finds("plot 1") == 0, "a number is whole"
    assert finds("plot 12") == 1


def test_an_address_half_typed_is_found_by_what_is_whole_of_it(say: Callable[..., Input]) -> None:
    say("Write to wambui.k@post.example about it")
    assert finds("wambui.k@p") == 1
    assert finds("wambui.k@x") == 1, "still waiting"
    assert finds("wambui.k@post.example") == 1
    assert finds("wambui.k@xyz") == 0
