"""Stories put together by the words they share; knows no database."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

# How much of a story's telling words its group must share with it.
NEAR = 0.14
# What a word that every story has still weighs: a cause behind all of them is one, too.
LEFT = 0.3
# So many words of a group say what it is about.
TELLING = 6
ROUNDS = 2

Weighed = dict[str, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Keys of stories that belong together, and the words that most of them share."""

    keys: list[int]
    words: list[str]


def grouped(stories: Mapping[int, Collection[str]], *, least: int) -> list[Group]:
    """Groups of at least so many; a story is in one at most, the largest group first."""
    weighed = _weighed(stories)
    of = _begun(weighed)
    for _ in range(ROUNDS):
        of = _settled(weighed, _centres(weighed, of))
    members = defaultdict(list)
    for key, centre in of.items():
        members[centre].append(key)
    found = [
        Group(sorted(keys), _telling([weighed[key] for key in keys]))
        for keys in members.values()
        if len(keys) >= least
    ]
    return sorted(found, key=lambda group: (-len(group.keys), group.keys))


def _weighed(stories: Mapping[int, Collection[str]]) -> dict[int, Weighed]:
    """Each story's words, the rarer the weightier, as a direction of length one."""
    held = Counter(word for words in stories.values() for word in set(words))
    weighed = {}
    for key, words in stories.items():
        weights = {
            word: math.log(LEFT + len(stories) / held[word])
            for word in set(words)
            # What one story alone says brings it near none.
            if held[word] > 1
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        weighed[key] = {word: weight / length for word, weight in weights.items()}
    return weighed


def _begun(weighed: Mapping[int, Weighed]) -> dict[int, int]:
    """One after the other: to the group it is nearest to on average, or a new one."""
    holding: dict[str, dict[int, float]] = defaultdict(dict)
    sizes: list[int] = []
    of = {}
    for key, words in weighed.items():
        near: dict[int, float] = defaultdict(float)
        for word, weight in words.items():
            for place, sum_there in holding[word].items():
                near[place] += weight * sum_there / sizes[place]
        place = _nearest(near)
        if place is None:
            place = len(sizes)
            sizes.append(0)
        of[key] = place
        sizes[place] += 1
        for word, weight in words.items():
            holding[word][place] = holding[word].get(place, 0.0) + weight
    return of


def _settled(weighed: Mapping[int, Weighed], centres: list[Weighed]) -> dict[int, int]:
    """Each story's nearest group, now that all are known; what is near none is in none."""
    holding: dict[str, dict[int, float]] = defaultdict(dict)
    for place, centre in enumerate(centres):
        for word, weight in centre.items():
            holding[word][place] = weight
    of = {}
    for key, words in weighed.items():
        near: dict[int, float] = defaultdict(float)
        for word, weight in words.items():
            for place, there in holding[word].items():
                near[place] += weight * there
        place = _nearest(near)
        if place is not None:
            of[key] = place
    return of


def _nearest(near: Mapping[int, float]) -> int | None:
    best = max(near, key=lambda place: (near[place], -place), default=None)
    return best if best is not None and near[best] >= NEAR else None


def _centres(weighed: Mapping[int, Weighed], of: Mapping[int, int]) -> list[Weighed]:
    members: dict[int, list[Weighed]] = defaultdict(list)
    for key, place in of.items():
        members[place].append(weighed[key])
    centres = []
    for words in members.values():
        mean: Weighed = defaultdict(float)
        for one in words:
            for word, weight in one.items():
                mean[word] += weight / len(words)
        centres.append(mean)
    return centres


def _telling(stories: list[Weighed]) -> list[str]:
    shared = Counter[str]()
    weight: Weighed = defaultdict(float)
    for words in stories:
        for word, each in words.items():
            shared[word] += 1
            weight[word] += each
    several = [word for word, count in shared.items() if count * 3 >= len(stories)]
    return sorted(several, key=lambda word: (-shared[word], -weight[word], word))[:TELLING]
