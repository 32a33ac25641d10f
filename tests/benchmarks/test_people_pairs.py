"""How well duplicates are suggested among generated people; figures of a seed not tuned on."""

from benchmarks import people_pairs


def test_most_are_found_and_few_are_wrong() -> None:
    outcome = people_pairs.measure(seed=people_pairs.REPORTED_ON)
    assert outcome.precision >= 0.95
    assert outcome.recall >= 0.9


def test_a_seed_gives_the_same_pairs_and_another_seed_others() -> None:
    one, again, other = (people_pairs.pairs(seed=seed, count=50) for seed in (7, 7, 8))
    assert one == again
    assert one != other
    assert {is_same for _, is_same, _, _ in one} == {True, False}
