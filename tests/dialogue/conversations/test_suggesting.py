"""What words say of a topic."""

from baraza.dialogue.conversations.suggesting import as_written, choose, weigh

WATER, ROADS, SCHOOLS = 1, 2, 3


def test_words_of_one_topic_speak_for_it_and_words_of_all_for_none() -> None:
    weights = weigh(
        {
            WATER: {"well": 9, "pump": 6, "office": 10},
            ROADS: {"bus": 9, "stop": 7, "office": 10},
            SCHOOLS: {"roof": 8, "pupil": 9, "office": 10},
        }
    )
    assert set(weights[WATER]) == {"well", "pump"}
    assert weights[WATER]["well"] > weights[WATER]["pump"]


def test_nothing_filed_teaches_nothing() -> None:
    assert weigh({}) == {}
    assert choose({}, topics=3, known=0, letters={}) is None


def test_a_letter_between_two_topics_is_left_alone() -> None:
    between = {WATER: {"well": 3.0}, ROADS: {"bus": 3.0}}
    assert choose(between, topics=3, known=2, letters={}) is None


def test_a_clear_letter_says_which_topic_how_sure_and_why() -> None:
    clear = {WATER: {"pump": 2.0, "well": 3.0}, ROADS: {"bus": 0.4}}
    found = choose(clear, topics=3, known=3, letters={})
    assert found is not None
    assert found.topic_id == WATER
    assert 0.5 <= found.confidence < 1
    assert found.words == ["well", "pump"]


def test_a_word_that_many_letters_held_is_the_better_reason() -> None:
    spoken = {WATER: {"gush": 2.0, "well": 1.9}}
    letters = {(WATER, "gush"): 2, (WATER, "well"): 40}
    found = choose(spoken, topics=3, known=2, letters=letters)
    assert found is not None
    assert found.words == ["well", "gush"]


def test_more_topics_to_choose_from_make_less_sure() -> None:
    spoken = {WATER: {"well": 3.0}}
    few = choose(spoken, topics=2, known=1, letters={})
    many = choose(spoken, topics=12, known=1, letters={})
    assert few is not None
    assert many is not None
    assert many.confidence < few.confidence


def test_the_reason_is_shown_as_the_writer_wrote_it() -> None:
    text = "Our Cities have dry wells; the École too."
    assert as_written(["well", "citi", "ecol", "absent"], text=text) == ["wells", "Cities", "École"]


def test_no_more_than_three_words_and_none_twice() -> None:
    text = "well wells pump pumps tap bucket"
    assert as_written(["well", "wells", "pump", "tap", "bucket"], text=text) == [
        "well", "wells", "pump",
    ]  # fmt: skip
