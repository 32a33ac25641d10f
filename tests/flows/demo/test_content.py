"""The invented offices are whole, harmless and varied."""

import re
from collections import Counter
from itertools import combinations

import pytest

from baraza.base.channels.email.language import language_of
from baraza.flows.demo.content import (
    LANGUAGES,
    MERGE_FIELDS,
    PERSON,
    UnknownOfficeError,
    load_office,
    office_slugs,
    problems,
)

OFFICES = {slug: load_office(slug) for slug in office_slugs()}
# Ranges that Ofcom and Arcep keep for fiction.
FICTION = re.compile(r"\+447700900\d{3}|\+3363998\d{4}|\+3319900\d{4}")


@pytest.fixture(params=sorted(OFFICES))
def office(request):
    return OFFICES[request.param]


def by_hand(office):
    return [letter for letter in office.correspondence if not letter.campaign]


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def resemblance(one, other):
    return len(one & other) / len(one | other)


def test_there_are_two_offices():
    assert list(OFFICES) == ["demo", "lakeside"]


def test_an_unknown_office_is_refused():
    with pytest.raises(UnknownOfficeError):
        load_office("../demo")


def test_every_name_in_the_files_leads_somewhere(office):
    assert problems(office) == []


def test_a_name_that_leads_nowhere_is_found():
    office = load_office("demo")
    office.topics.pop(0)
    assert any(name.endswith("'water' is not known") for name in problems(office))


def test_every_address_is_an_example(office):
    addresses = [
        office.email,
        *office.other_emails,
        *(member.email for member in office.staff),
        *(person.email for person in office.people if person.email),
        *(mail.sender_email for mail in office.machine_mail),
    ]
    assert [address for address in addresses if not address.endswith(".example")] == []
    assert {member.email.partition("@")[2] for member in office.staff} == {f"{office.slug}.example"}


def test_every_telephone_number_is_kept_for_fiction(office):
    said = " ".join(
        [
            office.phone,
            *(person.phone for person in office.people),
            *(letter.text for letter in office.correspondence),
            *(turn.text for letter in office.correspondence for turn in letter.replies),
        ]
    )
    numbers = [found.replace(" ", "") for found in re.findall(r"\+\d[\d ]{8,}\d", said)]
    assert len(numbers) > 20
    assert [number for number in numbers if not FICTION.fullmatch(number)] == []


def test_letters_carry_only_known_merge_fields(office):
    for letter in office.library:
        for language, text in letter.texts.items():
            fields = re.findall(r"\[([^\]]*)\]", text.subject + text.body)
            assert set(fields) <= MERGE_FIELDS, (letter.key, language)
            assert text.body.startswith("[greeting]"), (letter.key, language)


def test_the_library_speaks_every_language_of_the_office(office):
    assert len(office.library) >= 8
    shared = [letter for letter in office.library if not letter.key.endswith("-answer")]
    for letter in shared:
        assert set(office.languages) <= set(letter.texts), letter.key


def test_agenda_staff_and_names_are_given_in_every_language(office):
    assert sorted(office.languages) == sorted(LANGUAGES)
    named = [
        office.name,
        office.constituency,
        *(member.title for member in office.staff),
        *(topic.name for topic in office.topics),
        *(priority.title for priority in office.priorities),
        *(priority.why for priority in office.priorities),
    ]
    assert [words for words in named if set(words) != set(LANGUAGES)] == []
    assert 8 <= len(office.topics) <= 12
    assert len(office.priorities) == 3
    assert len(office.staff) == 6


def test_keys_are_used_once(office):
    for rows in (
        office.staff,
        office.places,
        office.topics,
        office.library,
        [*office.correspondence, *office.machine_mail],
    ):
        keys = Counter(row.key for row in rows)
        assert [key for key, count in keys.items() if count > 1] == []


def test_only_marked_people_share_a_name(office):
    names = Counter(person.name for person in office.people)
    shared = {name for name, count in names.items() if count > 1}
    assert {person.name for person in office.people if person.namesake} == shared


def test_only_marked_people_share_an_address(office):
    addresses = Counter(person.email for person in office.people if person.email)
    shared = {email for email, count in addresses.items() if count > 1}
    assert {person.email for person in office.people if person.shares_with} == shared
    assert len(shared) == 1


def test_everybody_has_written(office):
    writers = {letter.sender for letter in office.correspondence}
    assert {person.key for person in office.people} == writers


def test_there_are_enough_letters_in_every_language_and_topic(office):
    letters = by_hand(office)
    assert len(letters) >= 70
    languages = Counter(letter.language for letter in letters)
    assert min(languages[language] for language in LANGUAGES) >= 7
    topics = Counter(letter.topic for letter in letters)
    assert min(topics[topic.key] for topic in office.topics) >= 5


def test_letters_are_written_in_the_language_they_claim(office):
    said = [
        (letter.key, letter.language, text)
        for letter in office.correspondence
        for text in (letter.text, *(turn.text for turn in letter.replies))
    ]
    assert [(key, lang) for key, lang, text in said if language_of(text) != lang] == []


def test_letters_have_the_length_of_letters(office):
    words = {letter.key: len(letter.text.split()) for letter in by_hand(office)}
    assert [(key, count) for key, count in words.items() if not 40 <= count <= 180] == []


def test_nobody_copies_anybody_except_in_the_campaign():
    letters = [letter for office in OFFICES.values() for letter in by_hand(office)]
    texts = [(letter.key, shingles(letter.text)) for letter in letters]
    alike = [
        (one, other)
        for (one, ours), (other, theirs) in combinations(texts, 2)
        if resemblance(ours, theirs) > 0.1
    ]
    assert alike == []


def test_campaign_letters_resemble_one_another_and_each_has_own_words(office):
    letters = [letter for letter in office.correspondence if letter.campaign]
    assert len(letters) == 25
    assert len({letter.text for letter in letters}) == 25
    texts = [shingles(letter.text) for letter in letters]
    for position, text in enumerate(texts):
        others = texts[:position] + texts[position + 1 :]
        assert max(resemblance(text, other) for other in others) > 0.3


def test_threads_fit_into_half_a_year(office):
    for letter in office.correspondence:
        after = sum(turn.days_later for turn in letter.replies)
        assert 0 < letter.days_ago <= 178, letter.key
        assert after <= letter.days_ago, letter.key


def test_a_thread_has_answers_and_new_questions(office):
    letters = by_hand(office)
    answered = [letter for letter in letters if any(turn.by != PERSON for turn in letter.replies)]
    assert len(answered) >= len(letters) // 3
    assert sum(len(letter.replies) >= 2 for letter in letters) >= 5


def test_the_hard_cases_are_there(office):
    letters = by_hand(office)
    assert {letter.channel for letter in letters} == {"email", "form", "phone", "walk_in"}
    assert any(letter.html for letter in letters)
    assert any(letter.charset == "iso-8859-1" for letter in letters)
    assert {letter.authentication for letter in letters} == {"pass", "fail", "none"}
    assert {letter.attachment[-4:] for letter in letters} == {"", ".png", ".pdf"}
    assert {mail.kind for mail in office.machine_mail} == {"auto_reply", "bounce", "list"}
    assert any(not person.resident for person in office.people)
    assert any(not person.email for person in office.people)
