"""Whose a letter is to answer: the office's rules, then who knows the topic, then who has least.

Nothing here asks the database; `actions.assigning` gathers what it needs for a whole batch.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from baraza.base.accounts.models import Role
from baraza.dialogue.conversations.models import Assignment

# Who answers letters as their daily work: the member is not given any by itself.
ANSWERERS = (
    frozenset({str(Role.CASEWORKER), str(Role.CORRESPONDENCE)}),
    frozenset({str(Role.CHIEF_OF_STAFF)}),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is known of a conversation before it is anybody's."""

    channel: str
    topic_id: int | None
    language: str
    # The area its writer lives in and all it lies within.
    areas: frozenset[int] = frozenset()
    circle_id: int | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be given letters. Without languages they answer in the office's own."""

    pk: int
    roles: frozenset[str]
    languages: frozenset[str]
    topics: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()
    # May send what they write: rules may name others, the rest goes to those only.
    may_answer: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """Where it fits, the letter goes to `user_id`, or to whoever of `role` has least to do."""

    channel: str = ""
    topic_id: int | None = None
    area_id: int | None = None
    language: str = ""
    user_id: int | None = None
    role: str = ""

    def fits(self, letter: Letter) -> bool:
        """Empty conditions fit everything."""
        return (
            self.channel in ("", letter.channel)
            and self.topic_id in (None, letter.topic_id)
            and (self.area_id is None or self.area_id in letter.areas)
            and self.language in ("", letter.language)
        )


class Team:
    """Everybody who may be given letters today, and how much they have already."""

    def __init__(
        self,
        *,
        colleagues: Collection[Colleague],
        rules: Sequence[Rule],
        stand_ins: Mapping[int, int | None],
        loads: Mapping[int, int],
    ) -> None:
        self._of_id = {one.pk: one for one in colleagues}
        self._rules = rules
        self._stand_ins = stand_ins
        self._here = [one for one in colleagues if one.pk not in stand_ins]
        self._loads = dict(loads)

    def choose(self, letter: Letter, *, weight: int = 1) -> tuple[int, Assignment] | None:
        """Whose it is now and why, counted among what they have as so much; None where nobody may
        see it."""
        chosen = self._by_rule(letter) or self._by_topic(letter) or self._by_load(letter)
        if chosen:
            self._loads[chosen[0]] = self._loads.get(chosen[0], 0) + weight
        return chosen

    def _by_rule(self, letter: Letter) -> tuple[int, Assignment] | None:
        for rule in self._rules:
            if not rule.fits(letter):
                continue
            if rule.user_id is None:
                found = self._least_busy(
                    letter, [one for one in self._here if rule.role in one.roles]
                )
                if found is not None:
                    return found, Assignment.RULE
            elif found := self._or_stand_in(rule.user_id, letter):
                return found, (Assignment.RULE if found == rule.user_id else Assignment.STAND_IN)
        return None

    def _or_stand_in(self, user_id: int, letter: Letter) -> int | None:
        """Who the rule names, whoever stands in, or None: they left, or nobody may see it."""
        who = self._stand_ins.get(user_id, user_id)
        colleague = self._of_id.get(who) if who is not None else None
        return colleague.pk if colleague and _may_see(colleague, letter) else None

    def _by_topic(self, letter: Letter) -> tuple[int, Assignment] | None:
        knows = [
            one for one in self._of_id.values() if one.may_answer and letter.topic_id in one.topics
        ]
        found = self._least_busy(letter, [one for one in knows if one.pk not in self._stand_ins])
        if found is not None:
            return found, Assignment.SPECIALISM
        # Everybody who knows it is away: whoever stands in for one of them.
        for one in knows:
            if found := self._or_stand_in(one.pk, letter):
                return found, Assignment.STAND_IN
        return None

    def _by_load(self, letter: Letter) -> tuple[int, Assignment] | None:
        for roles in ANSWERERS:
            here = [one for one in self._here if roles & one.roles]
            found = self._least_busy(letter, here)
            if found is not None:
                return found, Assignment.LOAD
        return None

    def _least_busy(self, letter: Letter, among: Sequence[Colleague]) -> int | None:
        """Of those who may see it, who answers in its language where anybody does."""
        may = [one for one in among if one.may_answer and _may_see(one, letter)]
        speaks = [one for one in may if not letter.language or letter.language in one.languages]
        found = min(
            speaks or may, key=lambda one: (self._loads.get(one.pk, 0), one.pk), default=None
        )
        return found.pk if found else None


def _may_see(colleague: Colleague, letter: Letter) -> bool:
    return letter.circle_id is None or letter.circle_id in colleague.circles
