"""Parliament's JSON, as Popolo has it, as others write it, and as nobody should."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.engagement.consultations.popolo import OPTIONS, NotPopolo, is_called, read_popolo

MEMBER = "Rehema Tindwa"
WHOLE = {
    "persons": [
        {"id": "p1", "name": "Tindwa, Rehema"},
        {"id": "p2", "name": "Omar Said", "other_names": [{"name": "O. Said"}]},
    ],
    "organizations": [
        {"id": "house", "name": "National Assembly", "classification": "legislature"},
        {"id": "water", "name": "Water Committee", "classification": "Standing Committee"},
    ],
    "memberships": [
        {"person_id": "p1", "organization_id": "house", "start_date": "2025-01-01"},
        {"person_id": "p1", "organization_id": "water", "role": "Chair",
         "start_date": "2025-02-01", "end_date": "2026-02-01"},
        {"person_id": "p2", "organization_id": "water", "role": "Member"},
    ],
    "motions": [
        {"id": "m1", "text": "That the bill be read", "bill": {"identifier": "HB 31"}},
    ],
    "vote_events": [
        {
            "id": "v1", "motion_id": "m1", "organization_id": "house",
            "start_date": "2026-03-04T15:00:00", "result": "passed",
            "counts": [{"option": "aye", "value": 120}, {"option": "no", "value": 61}],
            "votes": [{"voter_id": "p1", "option": "aye"}, {"voter_id": "p2", "option": "no"}],
            "sources": [{"url": "https://parliament.example/v1"}],
        },
    ],
}  # fmt: skip


def read(data: Any, member: str = MEMBER) -> list[dict[str, str]]:
    return read_popolo(json.dumps(data).encode(), member=member)


def test_a_vote_says_what_when_who_and_how_the_member_voted() -> None:
    vote = read(WHOLE)[0]
    assert vote == {
        "number": "1",
        "is": "vote",
        "vote": "That the bill be read",
        "date": "2026-03-04",
        "body": "National Assembly",
        "bill": "HB 31",
        "result": "pass",
        "option": "yes",
        "source": "https://parliament.example/v1",
        "id": "v1",
        "count_yes": "120",
        "count_no": "61",
    }


def test_only_the_memberships_of_the_member_are_read_and_the_house_is_told_apart() -> None:
    house, water = read(WHOLE)[1:]
    assert house["other"] == "yes"
    assert water["committee"] == "Water Committee"
    assert (water["role"], water["since"], water["until"]) == ("Chair", "2025-02-01", "2026-02-01")
    assert "other" not in water


def test_nobody_elses_name_is_in_what_is_read() -> None:
    assert "Said" not in json.dumps(read(WHOLE))


def test_without_the_member_among_the_voters_the_vote_is_still_told() -> None:
    [vote, *_rest] = read(WHOLE, member="Somebody Else")
    assert "option" not in vote
    assert vote["asked"] == "yes"


def test_two_votes_of_the_member_in_one_vote_say_nothing() -> None:
    event = {
        "id": "v",
        "identifier": "Adjournment",
        "start_date": "2026-01-01",
        "votes": [
            {"voter": {"name": MEMBER}, "option": "yes"},
            {"voter": {"name": MEMBER}, "option": "no"},
        ],
    }
    [vote] = read([event])
    assert "option" not in vote
    assert (vote["count_yes"], vote["count_no"]) == ("1", "1")


def test_votes_inside_a_motion_are_found_too() -> None:
    motion = {"text": "Budget", "date": "2026-05-01", "vote_events": [{"id": "x"}]}
    [vote] = read({"motions": [motion]})
    assert (vote["vote"], vote["date"]) == ("Budget", "2026-05-01")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"7", b'{"persons": []}', b"\xff"])
def test_what_holds_nothing_of_parliament_is_refused(content: bytes) -> None:
    with pytest.raises(NotPopolo):
        read_popolo(content, member=MEMBER)


def test_however_deep_it_is_refused_not_fatal() -> None:
    with pytest.raises(NotPopolo):
        read_popolo(b"[" * 200_000, member=MEMBER)


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("REHEMA TINDWA", True),
        ("Tindwa, Rehéma", True),
        ("Rehema", False),
        ("Rehema Tindwa Juma", False),
        ("", False),
    ],
)
def test_a_name_is_the_members_by_all_its_words(name: str, is_ours: bool) -> None:
    assert is_called(name, MEMBER) == is_ours


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(st.text(max_size=4), PLAIN, max_size=2)
INNER = st.dictionaries(
    st.sampled_from(["id", "option", "value", "voter", "voter_id", "name", "url", "text"]),
    JSON | st.just("a"),
    max_size=4,
)
THING = st.dictionaries(
    st.sampled_from(
        ["id", "name", "person_id", "organization_id", "organization", "motion", "motion_id",
         "votes", "counts", "start_date", "title", "vote_events", "memberships", "other_names",
         "sources", "bill", "text"]
    ),
    JSON | INNER | st.lists(INNER, max_size=2),
    max_size=6,
)  # fmt: skip
KEYS = ["persons", "organizations", "memberships", "motions", "vote_events", "bills"]
FILE = st.dictionaries(st.sampled_from(KEYS), st.lists(THING, max_size=3) | JSON, max_size=4)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(FILE)
def test_whatever_a_file_holds_its_rows_are_plain_words(data: dict[str, Any]) -> None:
    try:
        rows = read(data, member="a")
    except NotPopolo:
        return
    for row in rows:
        assert row["is"] in {"vote", "committee", "bill"}
        assert all(isinstance(words, str) and words and "\0" not in words for words in row.values())
        assert row.get("option", "yes") in OPTIONS
        "".join(row.values()).encode("utf-8")
