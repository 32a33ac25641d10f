"""Nobody's party or vote is kept: there is no field for it (requirement P7)."""

import re

import pytest
from django.apps import apps
from django.db import models

# Words for a party or a vote, as they stand in names of fields and choices in our four languages.
PARTISAN = re.compile(
    r"(?<![a-z])(part(y|ies)|partisan(ship)?|vote[sdr]?|voter(s|_id)?|voting|ballot|electoral_roll|"
    r"supporter|swing|parti|partido|voto|votante|electeur|électeur|vote_intention|intention)(?![a-z])",
    re.IGNORECASE,
)
# What people say and are: consultations may count votes on a bill, never on a person.
ABOUT_PEOPLE = {"people", "inputs", "conversations", "casework", "accounts", "channels"}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ABOUT_PEOPLE]


def words_of(model: type[models.Model]) -> list[str]:
    """Every name a model gives: its own, its fields', their labels', their choices'."""
    found = [model.__name__, str(model._meta.verbose_name)]
    for field in model._meta.get_fields():
        found.append(field.name)
        found += [str(getattr(field, name, "")) for name in ("verbose_name", "help_text")]
        for value, label in getattr(field, "flatchoices", None) or []:
            found += [str(value), str(label)]
    # third_party_id → third party id; ThirdParty → Third Party
    return [re.sub(r"([a-z])([A-Z])", r"\1 \2", word).replace("_", " ") for word in found]


@pytest.mark.parametrize("model", own_models(), ids=lambda each: each._meta.label)
def test_no_model_on_people_has_a_place_for_party_or_vote(model: type[models.Model]) -> None:
    assert not [word for word in words_of(model) if PARTISAN.search(word)]


def test_models_on_people_are_looked_at() -> None:
    labels = {model._meta.label for model in own_models()}
    assert {"people.Person", "inputs.Input", "conversations.Conversation"} <= labels


@pytest.mark.parametrize(
    "word", ["party", "Party membership", "how they vote", "voter id", "Political party", "parti"]
)
def test_the_words_would_be_noticed(word: str) -> None:
    assert PARTISAN.search(word)


@pytest.mark.parametrize("word", ["department", "participant", "devoted", "particulars"])
def test_harmless_words_are_not(word: str) -> None:
    assert not PARTISAN.search(word)
