"""Whose a letter is: rules, then who knows the topic, then who has least."""

from baraza.base.accounts.models import Role
from baraza.dialogue.conversations.choosing import Colleague, Letter, Rule, Team
from baraza.dialogue.conversations.models import Assignment

HOUSING, WATER = 1, 2
NORTH = 7
AMINA, OMAR, SALMA, MEMBER = 11, 12, 13, 14


def colleague(pk: int, *, role: str = Role.CASEWORKER, **further: object) -> Colleague:
    given = {"languages": frozenset({"en"}), "roles": frozenset({str(role)}), **further}
    return Colleague(pk=pk, **given)


def letter(**further: object) -> Letter:
    given = {"channel": "email", "topic_id": None, "language": "en", **further}
    return Letter(**given)


def team(*colleagues: Colleague, **further: object) -> Team:
    given = {"rules": [], "stand_ins": {}, "loads": {}, **further}
    return Team(colleagues=colleagues, **given)


def test_the_first_rule_that_fits_counts():
    rules = [
        Rule(topic_id=WATER, user_id=OMAR),
        Rule(channel="form", topic_id=HOUSING, user_id=OMAR),
        Rule(topic_id=HOUSING, user_id=AMINA),
        Rule(topic_id=HOUSING, user_id=OMAR),
    ]
    chosen = team(colleague(AMINA), colleague(OMAR), rules=rules).choose(letter(topic_id=HOUSING))
    assert chosen == (AMINA, Assignment.RULE)


def test_a_rule_may_ask_for_the_place_and_the_language():
    rules = [Rule(area_id=NORTH, language="sw", user_id=OMAR)]
    ours = team(colleague(AMINA), colleague(OMAR), rules=rules, loads={OMAR: 5})
    assert ours.choose(letter(areas=frozenset({3, NORTH}), language="sw"))[0] == OMAR
    assert ours.choose(letter(areas=frozenset({3}), language="sw"))[0] == AMINA


def test_a_rule_for_a_role_gives_to_whoever_of_it_has_least():
    rules = [Rule(role=str(Role.CORRESPONDENCE))]
    ours = team(
        colleague(AMINA, role=Role.CORRESPONDENCE),
        colleague(OMAR, role=Role.CORRESPONDENCE),
        colleague(SALMA),
        rules=rules,
        loads={AMINA: 2, OMAR: 1},
    )
    assert [ours.choose(letter())[0] for _ in range(3)] == [OMAR, AMINA, OMAR]


def test_a_rule_that_names_somebody_who_left_is_passed_over():
    rules = [Rule(user_id=99), Rule(user_id=OMAR)]
    assert team(colleague(OMAR), rules=rules).choose(letter()) == (OMAR, Assignment.RULE)


def test_whoever_stands_in_gets_what_the_absent_would():
    rules = [Rule(user_id=AMINA)]
    ours = team(colleague(AMINA), colleague(OMAR), rules=rules, stand_ins={AMINA: OMAR})
    assert ours.choose(letter()) == (OMAR, Assignment.STAND_IN)


def test_who_is_away_and_has_nobody_gets_nothing():
    ours = team(colleague(AMINA, topics=frozenset({HOUSING})), stand_ins={AMINA: None})
    assert ours.choose(letter(topic_id=HOUSING)) is None


def test_who_knows_the_topic_comes_before_who_has_least():
    ours = team(colleague(AMINA, topics=frozenset({HOUSING})), colleague(OMAR), loads={AMINA: 40})
    assert ours.choose(letter(topic_id=HOUSING)) == (AMINA, Assignment.SPECIALISM)
    assert ours.choose(letter(topic_id=WATER)) == (OMAR, Assignment.LOAD)


def test_where_the_only_one_who_knows_is_away_their_stand_in_has_it():
    ours = team(
        colleague(AMINA, topics=frozenset({HOUSING})),
        colleague(OMAR),
        colleague(SALMA),
        stand_ins={AMINA: SALMA},
        loads={SALMA: 9},
    )
    assert ours.choose(letter(topic_id=HOUSING)) == (SALMA, Assignment.STAND_IN)


def test_the_language_is_respected_where_anybody_speaks_it():
    ours = team(
        colleague(AMINA, languages=frozenset({"ar", "en"})), colleague(OMAR), loads={AMINA: 9}
    )
    assert ours.choose(letter(language="ar"))[0] == AMINA
    assert ours.choose(letter(language="fr"))[0] == OMAR


def test_nobody_gets_what_only_a_circle_may_see_but_those_in_it():
    rules = [Rule(user_id=AMINA)]
    inside = colleague(OMAR, circles=frozenset({5}))
    ours = team(colleague(AMINA), inside, rules=rules)
    assert ours.choose(letter(circle_id=5)) == (OMAR, Assignment.LOAD)
    assert ours.choose(letter(circle_id=6)) is None


def test_the_member_gets_nothing_by_load_and_the_chief_only_where_nobody_else_answers():
    member = colleague(MEMBER, role=Role.MEMBER)
    chief = colleague(SALMA, role=Role.CHIEF_OF_STAFF)
    assert team(member).choose(letter()) is None
    assert team(member, chief).choose(letter())[0] == SALMA
    assert team(member, chief, colleague(OMAR), loads={OMAR: 99}).choose(letter())[0] == OMAR


def test_volunteers_get_only_what_a_rule_says():
    volunteer = colleague(OMAR, role=Role.VOLUNTEER, may_answer=False, topics=frozenset({WATER}))
    assert team(volunteer).choose(letter(topic_id=WATER)) is None
    assert team(volunteer, rules=[Rule(user_id=OMAR)]).choose(letter())[0] == OMAR
