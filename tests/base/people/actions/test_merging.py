from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import User
from baraza.base.audit.models import AuditEntry
from baraza.base.people.actions import belonging, care, consent, records
from baraza.base.people.actions.merging import (
    AlreadyUndone,
    CannotMerge,
    merge_people,
    undo_merge,
)
from baraza.base.people.models import (
    Consent,
    ContactKind,
    DuplicatePair,
    HowGiven,
    PairState,
    Person,
    Purpose,
    RelationKind,
)
from baraza.base.people.queries import current_record, has_consent, people_at
from tests.base.people.conftest import NewPerson


def _fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_the_kept_record_takes_what_it_did_not_say_itself(
    new_person: NewPerson, now: datetime
) -> None:
    kept = new_person("Fatuma Ali", birth_year=1970)
    merged = new_person("فاطمة علي", birth_year=1971, access_needs="Large print", language="ar")

    merge_people(kept=kept, merged=merged, by=None, now=now)

    kept = _fresh(kept)
    assert (kept.name, kept.birth_year, kept.access_needs) == ("Fatuma Ali", 1970, "Large print")
    assert kept.other_names == ["فاطمة علي"]
    assert kept.language == "ar"
    assert _fresh(merged).birth_year == 1971


def test_a_real_name_takes_the_place_of_an_address(new_person: NewPerson, now: datetime) -> None:
    kept = new_person("fatuma@mail.example", email="fatuma@mail.example")
    merged = new_person("Fatuma Ali", phone="+254700000001")

    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    assert _fresh(kept).name == "Fatuma Ali"

    undo_merge(merge=merge, by=None, now=now)
    assert _fresh(kept).name == "fatuma@mail.example"


def test_the_merged_record_is_no_longer_listed_but_leads_to_the_kept_one(
    new_person: NewPerson, now: datetime
) -> None:
    first, second, third = (new_person(name) for name in ("A Mwangi", "B Mwangi", "C Mwangi"))

    merge_people(kept=second, merged=first, by=None, now=now)
    merge_people(kept=third, merged=second, by=None, now=now)

    assert list(Person.objects.current()) == [_fresh(third)]
    assert current_record(person=_fresh(first)) == third


def test_a_shared_address_is_one_persons_after_the_merge_and_two_persons_after_its_undoing(
    new_person: NewPerson, now: datetime
) -> None:
    kept = new_person("Ali Hassan", email="ali@mail.example")
    merged = new_person("A. Hassan", email="ali@mail.example", phone="+254700000002")

    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    found = people_at(kind=ContactKind.EMAIL, values=["ali@mail.example"])
    assert found == {"ali@mail.example": [kept]}
    assert people_at(kind=ContactKind.PHONE, values=["+254700000002"]) == {"+254700000002": [kept]}

    undo_merge(merge=merge, by=None, now=now)
    assert people_at(kind=ContactKind.EMAIL, values=["ali@mail.example"]) == {
        "ali@mail.example": [kept, merged]
    }
    assert people_at(kind=ContactKind.PHONE, values=["+254700000002"]) == {
        "+254700000002": [merged]
    }


def test_undone_after_further_changes_each_has_what_is_theirs(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    kept = new_person("Grace Wanjiru", email="grace@mail.example")
    merged = new_person("Grace W. Kamau", phone="+254700000003", access_needs="Ramp")
    group = belonging.add_group(name="Market traders", by=staff)
    belonging.add_to_group(group=group, people=[kept.pk, merged.pk], by=staff, now=now)
    note = care.write_note(person=merged, text="Speaks softly.", by=staff, now=now)

    merge = merge_people(kept=kept, merged=merged, by=staff, now=now)
    records.change_person(
        person=_fresh(kept),
        details=records.Details(name="Grace Wanjiru Kamau", access_needs="Interpreter"),
        by=staff,
    )
    later = care.write_note(person=_fresh(kept), text="Called back.", by=staff, now=now)
    records.add_contact_point(
        person=_fresh(kept), kind=ContactKind.EMAIL, value="new@mail.example", by=staff
    )
    undo_merge(merge=merge, by=staff, now=now)

    kept, merged = _fresh(kept), _fresh(merged)
    assert kept.name == "Grace Wanjiru Kamau"
    assert kept.access_needs == "Interpreter"
    assert merged.access_needs == "Ramp"
    assert list(kept.notes.all()) == [later]
    assert list(merged.notes.all()) == [note]
    assert {str(point) for point in kept.contact_points.all()} == {
        "grace@mail.example", "new@mail.example"
    }  # fmt: skip
    assert {str(point) for point in merged.contact_points.all()} == {"+254700000003"}
    assert set(group.members.all()) == {kept, merged}


def test_a_merge_is_undone_even_when_the_kept_record_was_merged_since(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    first, second, third = (new_person(name) for name in ("A Juma", "B Juma", "C Juma"))
    note = care.write_note(person=first, text="Their own.", by=staff, now=now)
    merge = merge_people(kept=second, merged=first, by=staff, now=now)
    other = merge_people(kept=third, merged=second, by=staff, now=now)

    undo_merge(merge=merge, by=staff, now=now)
    assert list(_fresh(first).notes.all()) == [note]

    undo_merge(merge=other, by=staff, now=now)
    assert list(_fresh(first).notes.all()) == [note]
    assert Person.objects.current().count() == 3


def test_a_relation_between_the_two_is_not_lost(new_person: NewPerson, now: datetime) -> None:
    kept, merged = new_person("Ruth Okoth"), new_person("Ruth A. Okoth")
    child = new_person("Otis Okoth")
    belonging.relate(person=merged, kind=RelationKind.KNOWS, other_person=kept, by=None, now=now)
    for guardian in (kept, merged):
        belonging.relate(
            person=guardian, kind=RelationKind.GUARDIAN, other_person=child, by=None, now=now
        )

    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    assert [(one.kind, one.other_person_id) for one in kept.relations.all()] == [
        ("guardian", child.pk)
    ]
    undo_merge(merge=merge, by=None, now=now)
    assert {(one.kind, one.other_person_id) for one in merged.relations.all()} == {
        ("knows", kept.pk), ("guardian", child.pk)
    }  # fmt: skip


@pytest.mark.parametrize("withdrew", ["kept", "merged"])
def test_consent_withdrawn_on_either_record_stays_withdrawn(
    withdrew: str, new_person: NewPerson, now: datetime
) -> None:
    people = {"kept": new_person("Omar Said"), "merged": new_person("Omar S. Said")}
    for person in people.values():
        consent.give_consent(
            person=person, purpose=Purpose.NEWSLETTER, how_given=HowGiven.WEB, now=now
        )
    consent.withdraw_consent(
        person=people[withdrew], purpose=Purpose.NEWSLETTER, now=now + timedelta(days=3)
    )

    merge = merge_people(**people, by=None, now=now + timedelta(days=9))
    assert not has_consent(person=people["kept"], purpose=Purpose.NEWSLETTER)

    undo_merge(merge=merge, by=None, now=now + timedelta(days=9))
    stays = "merged" if withdrew == "kept" else "kept"
    assert Consent.objects.get(withdrawn_at__isnull=True).person == people[stays]


def test_not_the_same_stays_said_of_the_one(new_person: NewPerson, now: datetime) -> None:
    kept, merged, third = (new_person(name) for name in ("J Ouma", "Jo Ouma", "Joy Ouma"))
    pair = DuplicatePair.objects.create(
        first=merged, second=third, score=1, reasons=["name"], state=PairState.REJECTED,
        suggested_at=now,
    )  # fmt: skip

    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    pair.refresh_from_db()
    assert (pair.first, pair.second, pair.state) == (kept, third, "rejected")

    undo_merge(merge=merge, by=None, now=now)
    pair.refresh_from_db()
    assert (pair.first, pair.second, pair.state) == (merged, third, "rejected")


def test_nobody_is_merged_with_themselves_or_twice(new_person: NewPerson, now: datetime) -> None:
    kept, merged = new_person("Peter Njoroge"), new_person("Pete Njoroge")
    with pytest.raises(CannotMerge):
        merge_people(kept=kept, merged=kept, by=None, now=now)
    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    with pytest.raises(CannotMerge):
        merge_people(kept=kept, merged=merged, by=None, now=now)
    undo_merge(merge=merge, by=None, now=now)
    with pytest.raises(AlreadyUndone):
        undo_merge(merge=merge, by=None, now=now)


def test_the_trail_says_who_merged_and_who_undid_it(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    kept, merged = new_person("Peter Njoroge"), new_person("Pete Njoroge")
    merge = merge_people(kept=kept, merged=merged, by=staff, now=now)
    undo_merge(merge=merge, by=staff, now=now)

    acts = AuditEntry.objects.filter(actor_id=staff.pk).order_by("number")
    assert [(one.act, one.object_id) for one in acts][-2:] == [
        ("merged", str(kept.pk)), ("merge_undone", str(kept.pk))
    ]  # fmt: skip
