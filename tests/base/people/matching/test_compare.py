"""Who is suggested as one person with whom, and who is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.people.matching.blocking import candidate_pairs
from baraza.base.people.matching.compare import Population, Verdict, compare
from baraza.base.people.matching.known import Known, known
from baraza.base.people.matching.reasons import Reason

MAIL = "email:one@post.example"
PHONE = "phone:+254700000001"
HOME = "12 Mission Road, Marrowby"
# Others, so that no name is common and no address shared by many.
OTHERS = [
    known(id=1000 + number, names=[name], birth_year=1950 + number)
    for number, name in enumerate(
        ["Alba Quintero", "Bruno Achterberg", "Célestin Traoré", "Damaris Kosgei", "Ursula Walsh"]
    )
]


def _person(
    number: int, name: str, *contacts: str, year: int | None = None, home: str = ""
) -> Known:
    return known(id=number, names=[name], birth_year=year, contacts=contacts, address=home)


def _verdict(one: Known, other: Known) -> Verdict | None:
    people = [one, other, *OTHERS]
    assert (one, other) in list(candidate_pairs(people)) or compare(
        one, other, Population.of(people)
    ) is None
    return compare(one, other, Population.of(people))


@pytest.mark.parametrize(
    ("name", "other", "reason"),
    [
        ("Grace Wanjiru", "Grace Wanjiru", Reason.NAME),
        ("Grace Wanjiru", "Wanjiru Grace", Reason.NAME),
        ("Élodie Béranger", "Elodie Beranger", Reason.NAME),
        ("Grace Wanjiru", "Grace Wanjriu", Reason.SIMILAR_NAME),
        ("Mohammed Haddad", "محمد حداد", Reason.OTHER_SCRIPT),
        ("Михаил Орлов", "Mikhail Orlov", Reason.OTHER_SCRIPT),
        ("Γιώργος Λάμπρου", "Giorgos Lambrou", Reason.OTHER_SCRIPT),
        ("Elizabeth Crawley", "Liz Crawley", Reason.NICKNAME),
        ("Francisco Molina", "Paco Molina", Reason.NICKNAME),
        ("Suleiman Juma", "Sele Juma", Reason.NICKNAME),
        ("Rafael Molina", "Rafa Molina", Reason.SIMILAR_NAME),
        ("Joseph Barasa", "J. Barasa", Reason.INITIALS),
        ("Abd Allah Nasr", "Abdallah Nasr", Reason.SIMILAR_NAME),
        ("Dr Grace Wanjiru", "Grace Wanjiru", Reason.NAME),
        ("Amina Otieno", "Amina Kosgei", Reason.GIVEN_NAME),
    ],
)
def test_the_same_person_written_otherwise(name: str, other: str, reason: Reason) -> None:
    verdict = _verdict(_person(1, name, MAIL, PHONE, year=1970), _person(2, other, MAIL, year=1970))
    assert verdict is not None
    assert reason in verdict.reasons
    assert {Reason.EMAIL, Reason.BIRTH_YEAR} <= set(verdict.reasons)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Father and son, of another name and of the same.
        (("Joseph Mwangi", None, 1950), ("Peter Mwangi", None, 1981)),
        (("Joseph Mwangi", None, 1950), ("Joseph Mwangi", None, 1981)),
        (("Joseph Mwangi Senior", None, None), ("Joseph Mwangi Junior", None, None)),
        # Twins.
        (("Hassan Juma", None, 1990), ("Hussein Juma", None, 1990)),
        (("Faith Mutua", PHONE, 1990), ("Mercy Mutua", PHONE, 1990)),
        # A couple with one e-mail address.
        (("Rosa Molina", MAIL, None), ("Diego Molina", MAIL, None)),
        (("Rosa Molina", MAIL, 1970), ("Diego Ayala", MAIL, 1970)),
        # Brother and sister.
        (("Mario Molina", PHONE, None), ("Maria Molina", PHONE, None)),
    ],
)
def test_others_at_one_address_are_not_suggested(
    one: tuple[str, str | None, int | None], other: tuple[str, str | None, int | None]
) -> None:
    people = [
        _person(number, name, *filter(None, [contact]), year=year, home=HOME)
        for number, (name, contact, year) in enumerate((one, other))
    ]
    assert _verdict(*people) is None


def test_namesakes_with_nothing_else_in_common_are_not_suggested() -> None:
    one = _person(1, "Mohammed Ali", "email:a@post.example", year=1970)
    other = _person(2, "Mohammed Ali", "email:b@post.example", year=1992)
    assert _verdict(one, other) is None


def test_a_number_that_many_share_says_little() -> None:
    office = [_person(number, f"Clerk {number}", PHONE) for number in range(10, 20)]
    one, other = _person(1, "Ruth Achieng", PHONE), _person(2, "Ruth Okello", PHONE)
    assert compare(one, other, Population.of([one, other, *office])) is None


def test_an_address_in_place_of_a_name_says_nothing_of_who_it_is() -> None:
    one, other = _person(1, "info@post.example", MAIL), _person(2, "Ruth Achieng", MAIL)
    assert _verdict(one, other) is None


names = st.text(max_size=40)


@given(names, names, st.sampled_from([None, 1950, 1980]))
def test_any_two_names_can_be_compared_either_way_round(
    name: str, other: str, year: int | None
) -> None:
    one, two = _person(1, name, MAIL, year=year), _person(2, other, MAIL, year=1980)
    population = Population.of([one, two])
    assert compare(one, two, population) == compare(one, two, population)
    there, back = compare(one, two, population), compare(two, one, population)
    assert (there is None) == (back is None)
    for found in (there, back):
        assert found is None or found.reasons


def test_a_block_too_large_is_not_compared_with_itself() -> None:
    crowd = [_person(number, "Mohammed Ali") for number in range(5_000)]
    assert not list(candidate_pairs(crowd))
