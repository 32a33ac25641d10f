"""A new office finds kinds of case, whole in each language."""

import pytest

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.casework.actions.beginnings import (
    LANGUAGES,
    put_standard_kinds,
    standard_kinds,
)
from baraza.engagement.casework.models import (
    AuthorisationRule,
    CaseField,
    CaseKind,
    FieldType,
    KindStep,
    UpdatePolicy,
    Urgency,
)

TABLES = {model.__name__: model for model in (CaseKind, CaseField, KindStep, UpdatePolicy)}


@pytest.mark.parametrize("kind", standard_kinds(), ids=lambda kind: kind["name"][0])
def test_a_kind_says_everything_in_each_language(kind: dict) -> None:
    rows = [kind, *kind["fields"], *kind["steps"]]
    said = [row[part] for row in rows for part in ("name", "help", "script", "label", "words")
            if part in row]  # fmt: skip

    for words in said:
        assert len(words) == len(LANGUAGES)
        assert all(word.strip() for word in words)
        assert len(set(words)) == len(LANGUAGES) or words[0] in {"Visa"}
    for field in kind["fields"]:
        choices = field.get("choices", [[]] * 4)
        assert {len(each) for each in choices} == {len(choices[0])}
        assert FieldType(field["type"])
        assert (field["type"] == "choice") == bool(choices[0])
        assert all(len(label) <= 200 for label in field["label"])
    assert AuthorisationRule(kind["authorisation"])


def test_both_offices_have_them(two_offices: tuple[Office, Office]) -> None:
    for office in two_offices:
        with within(office):
            assert CaseKind.objects.count() == len(standard_kinds())
            assert UpdatePolicy.objects.count() == len(Urgency)


def test_an_office_that_works_in_arabic_begins_in_arabic(office: Office) -> None:
    CaseKind.objects.all().delete()

    put_standard_kinds(tables=TABLES, languages=["ar", "en"])

    assert CaseKind.objects.first().name == "المعاشات"
    assert CaseKind.objects.first().said("name", "en") == "Pensions"
    field = CaseField.objects.filter(kind__name="المعاشات").first()
    assert field.choices[0] == "شيخوخة"
    assert field.answer_in("شيخوخة", "fr") == "Vieillesse"


def test_what_the_office_changed_stays(office: Office) -> None:
    CaseKind.objects.filter(name="Pensions").update(script="Ours")
    CaseField.objects.filter(kind__name="Pensions").delete()
    UpdatePolicy.objects.filter(pk=Urgency.NORMAL).update(update_days=7)

    assert put_standard_kinds(tables=TABLES, languages=["en"]) == 0

    kind = CaseKind.objects.get(name="Pensions")
    assert (kind.script, kind.fields.count()) == ("Ours", 0)
    assert UpdatePolicy.objects.get(pk=Urgency.NORMAL).update_days == 7
