from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.actions import staff as people
from baraza.base.accounts.actions.circles import add_circle, change_circle
from baraza.base.accounts.models import Notification, NotificationKind, Role
from baraza.base.agenda.actions import add_topic, set_specialisms
from baraza.base.audit.models import AuditEntry
from baraza.base.office.actions import update_profile
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions import assigning, duty
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.desk import file_under
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.actions.office_rules import (
    NamesNobody,
    add_rule,
    move_rule_up,
    remove_rule,
)
from baraza.dialogue.conversations.models import Assignment, AssignmentRule, Conversation
from tests.letters import bring, letter
from tests.staff import member_of_staff

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def arrive(count: int, *, mark: str = "a") -> list[Conversation]:
    before = set(Conversation.objects.values_list("pk", flat=True))
    bring(
        *(
            letter(message_id=f"<{mark}{n}@post.example>", sender=f"{mark}{n}@post.example")
            for n in range(count)
        ),
        now=NOW,
    )
    return list(Conversation.objects.exclude(pk__in=before).order_by("pk"))


def caseworker(name: str) -> object:
    return member_of_staff(
        email=f"{name.lower()}@highlands.example", name=name, roles=[Role.CASEWORKER]
    )


def whose(rows: list[Conversation]) -> list[tuple[object, str]]:
    found = Conversation.objects.in_bulk([row.pk for row in rows])
    return [(found[row.pk].assigned_to, found[row.pk].assigned_because) for row in rows]


@pytest.fixture
def amina(office):
    return caseworker("Amina")


@pytest.fixture
def omar(office):
    return caseworker("Omar")


def test_nothing_is_given_out_until_the_office_wants_it(amina):
    assert whose(arrive(1)) == [(None, "")]


def test_new_letters_go_round_and_everybody_is_told(amina, omar):
    update_profile(assigns_by_itself=True)
    rows = arrive(3)
    assert whose(rows) == [
        (amina, Assignment.LOAD),
        (omar, Assignment.LOAD),
        (amina, Assignment.LOAD),
    ]
    told = Notification.objects.filter(kind=NotificationKind.ASSIGNED, user=amina)
    assert {one.about_id for one in told} == {rows[0].pk, rows[2].pk}


def test_many_at_once_are_told_in_one_line(amina):
    update_profile(assigns_by_itself=True)
    arrive(5)
    [told] = Notification.objects.filter(kind=NotificationKind.ASSIGNED)
    assert (told.user, told.count, told.about_id) == (amina, 5, None)


def test_once_its_topic_is_known_a_letter_goes_to_who_knows_it(amina, omar):
    update_profile(assigns_by_itself=True)
    water = add_topic(name="Water")
    set_specialisms(user=omar, topics=[water])
    first, second = arrive(2)
    Conversation.objects.filter(pk__in=[first.pk, second.pk]).update(
        assigned_to=amina, assigned_because=Assignment.LOAD
    )
    save_draft(conversation=second, author=amina, text="Dear", now=NOW)
    file_under(conversations=[first.pk, second.pk], topic=water)

    duty.set_duty(conversations=[first.pk, second.pk], now=NOW)
    # What Amina has begun to answer stays hers.
    assert whose([first, second]) == [(omar, Assignment.SPECIALISM), (amina, Assignment.LOAD)]


def test_what_a_colleague_gave_by_hand_stays(amina, omar, staff):
    update_profile(assigns_by_itself=True)
    water = add_topic(name="Water")
    set_specialisms(user=omar, topics=[water])
    [row] = arrive(1)
    assigning.assign(conversations=[row.pk], to=amina, by=staff, now=NOW)
    file_under(conversations=[row.pk], topic=water)
    duty.set_duty(conversations=[row.pk], now=NOW)
    assert whose([row]) == [(amina, Assignment.BY_HAND)]


def test_rules_are_asked_in_their_order(amina, omar):
    update_profile(assigns_by_itself=True)
    add_rule(user=omar, channel="email")
    second = add_rule(user=amina)
    assert whose(arrive(1, mark="x"))[0][0] == omar
    move_rule_up(rule=second)
    assert whose(arrive(1, mark="y"))[0][0] == amina
    remove_rule(rule=second)
    assert whose(arrive(1, mark="z"))[0][0] == omar


def test_a_rule_names_one_who_works_here_or_a_role(amina, omar, staff):
    people.leave(user=omar, to=None, by=staff, now=NOW)
    omar.refresh_from_db()
    for wrong in ({}, {"user": amina, "role": Role.CASEWORKER}, {"user": omar}):
        with pytest.raises(NamesNobody):
            add_rule(**wrong)
    assert not AssignmentRule.objects.exists()


def test_counting_days_anew_gives_nothing_out_but_a_press_does(amina, run_jobs):
    rows = arrive(2)
    update_profile(assigns_by_itself=True)
    duty.count_days_anew(now=NOW)
    assert whose(rows) == [(None, ""), (None, "")]
    enqueue(duty.GIVE_OUT)
    run_jobs()
    assert whose(rows) == [(amina, Assignment.LOAD)] * 2


def test_a_batch_takes_the_same_queries_however_large(amina, omar):
    update_profile(assigns_by_itself=True)
    add_rule(role=str(Role.CASEWORKER), channel="form")

    def queries(count: int, mark: str) -> int:
        rows = [row.pk for row in arrive(count, mark=mark)]
        Conversation.objects.update(assigned_to=None, assigned_because="")
        with CaptureQueriesContext(connection) as context:
            duty.set_duty(conversations=rows, now=NOW)
        return len(context)

    assert queries(2, "b") == queries(6, "c")


def test_by_hand_one_or_many_with_undo(amina, omar, staff):
    rows = arrive(3)
    numbers = [row.pk for row in rows]
    assigning.assign(conversations=numbers[:1], to=omar, by=staff, now=NOW)
    done = assigning.assign(conversations=numbers, to=amina, by=staff, now=NOW)
    assert whose(rows) == [(amina, Assignment.BY_HAND)] * 3
    assert AuditEntry.objects.filter(act="assigned", count=3).count() == 1

    assigning.restore(former=done.former, by=staff, now=NOW)
    assert whose(rows) == [(omar, Assignment.BY_HAND), (None, ""), (None, "")]
    assigning.assign(conversations=numbers, to=None, by=staff, now=NOW)
    assert whose(rows) == [(None, "")] * 3


def test_undone_it_is_theirs_for_the_reason_it_was(amina, omar, staff):
    [row] = arrive(1)
    Conversation.objects.update(assigned_to=omar, assigned_because=Assignment.LOAD)
    done = assigning.assign(conversations=[row.pk], to=amina, by=staff, now=NOW)
    assigning.restore(former=done.former, by=staff, now=NOW)
    assert whose([row]) == [(omar, Assignment.LOAD)]
    assert AuditEntry.objects.filter(act="assigned", detail__to=omar.pk).count() == 1


def test_undone_nobody_gets_what_they_may_not_see_or_left_behind(amina, omar, staff):
    gone, shut = arrive(2)
    numbers = [gone.pk, shut.pk]
    Conversation.objects.filter(pk=gone.pk).update(assigned_to=omar)
    Conversation.objects.filter(pk=shut.pk).update(assigned_to=amina)
    done = assigning.assign(conversations=numbers, to=staff, by=staff, now=NOW)
    circle = add_circle(name="Case 4", members=[staff], by=staff)
    circle.members.add(staff)
    Conversation.objects.filter(pk=shut.pk).update(circle=circle)
    people.leave(user=omar, to=None, by=staff, now=NOW)
    assigning.restore(former=done.former, by=staff, now=NOW)
    assert whose([gone, shut]) == [(None, ""), (None, "")]


def test_by_hand_a_thousand_take_no_more_queries_than_two(amina, staff):
    def queries(count: int, mark: str) -> int:
        numbers = [row.pk for row in arrive(count, mark=mark)]
        with CaptureQueriesContext(connection) as context:
            assigning.assign(conversations=numbers, to=amina, by=staff, now=NOW)
        return len(context)

    assert queries(2, "d") == queries(7, "e")


def test_who_gives_it_to_themselves_is_not_told(staff):
    [row] = arrive(1)
    assigning.assign(conversations=[row.pk], to=staff, by=staff, now=NOW)
    assert not Notification.objects.exists()


def test_nobody_is_given_what_they_may_not_see_and_nobody_gives_it(amina, omar, staff):
    inside, outside = arrive(2)
    circle = add_circle(name="Few", members=[staff])
    set_circle(conversation=inside, circle=circle)
    done = assigning.assign(conversations=[inside.pk, outside.pk], to=amina, by=staff, now=NOW)
    assert (set(done.former), done.left_out) == ({outside.pk}, 1)

    done = assigning.assign(conversations=[inside.pk], to=omar, by=amina, now=NOW)
    assert (done.former, done.left_out) == ({}, 0)
    assert whose([inside]) == [(None, "")]


def test_what_is_shut_to_a_circle_is_no_longer_an_outsiders(amina, omar, staff):
    first, second = arrive(2)
    assigning.assign(conversations=[first.pk], to=amina, by=staff, now=NOW)
    assigning.assign(conversations=[second.pk], to=omar, by=staff, now=NOW)
    circle = add_circle(name="Few", members=[staff, omar])
    for row in (first, second):
        set_circle(conversation=row, circle=circle)
    assert whose([first, second]) == [(None, ""), (omar, Assignment.BY_HAND)]

    change_circle(circle=circle, name="Few", members=[staff], by=staff)
    assert whose([second]) == [(None, "")]


def test_an_auditor_or_somebody_who_left_is_given_nothing(amina, staff):
    auditor = member_of_staff(email="au@highlands.example", name="Au", roles=[Role.AUDITOR])
    people.leave(user=amina, to=None, by=staff, now=NOW)
    amina.refresh_from_db()
    [row] = arrive(1)
    for wrong in (auditor, amina):
        with pytest.raises(assigning.CannotBeTheirs):
            assigning.assign(conversations=[row.pk], to=wrong, by=staff, now=NOW)


def test_all_of_somebodys_goes_to_a_colleague_and_back(amina, omar, staff):
    rows = arrive(3)
    circle = add_circle(name="Few", members=[amina, staff])
    set_circle(conversation=rows[0], circle=circle)
    assigning.assign(conversations=[row.pk for row in rows], to=amina, by=staff, now=NOW)

    former = assigning.reassign_all(user=amina, to=omar, by=staff, now=NOW)
    assert [one for one, _ in whose(rows)] == [None, omar, omar]
    assigning.restore(former=former, by=staff, now=NOW)
    assert [one for one, _ in whose(rows)] == [amina] * 3


def test_what_falls_due_while_somebody_is_away_goes_to_whoever_stands_in(
    amina, omar, staff, run_jobs
):
    soon, later = arrive(2)
    assigning.assign(conversations=[soon.pk, later.pk], to=amina, by=staff, now=NOW)
    today = datetime.now(UTC).date()
    Conversation.objects.filter(pk=soon.pk).update(due_date=today)
    Conversation.objects.filter(pk=later.pk).update(due_date=today + timedelta(days=30))
    people.add_absence(user=amina, first_date=today, last_date=today, delegate=omar)
    run_jobs()
    assert whose([soon, later]) == [
        (omar, Assignment.STAND_IN),
        (amina, Assignment.BY_HAND),
    ]


def test_whoever_leaves_hands_over_what_is_theirs_answered_or_not(amina, omar, staff):
    rows = arrive(2)
    assigning.assign(conversations=[row.pk for row in rows], to=amina, by=staff, now=NOW)
    people.leave(user=amina, to=omar, by=staff, now=NOW)
    assert whose(rows) == [(omar, Assignment.HANDED_OVER)] * 2
    [told] = Notification.objects.filter(user=omar, about_id=rows[0].pk)
    assert told.kind == NotificationKind.ASSIGNED


def test_where_nobody_takes_over_it_is_nobodys(amina, staff):
    rows = arrive(1)
    assigning.assign(conversations=[rows[0].pk], to=amina, by=staff, now=NOW)
    people.leave(user=amina, to=None, by=staff, now=NOW)
    assert whose(rows) == [(None, "")]
    assert AuditEntry.objects.get(act="handed_over").detail["ids"] == [rows[0].pk]


def test_absence_in_the_past_moves_nothing(amina, omar, staff):
    [row] = arrive(1)
    assigning.assign(conversations=[row.pk], to=amina, by=staff, now=NOW)
    day = date(2026, 4, 1)
    people.add_absence(user=amina, first_date=day, last_date=day, delegate=omar)
    duty.cover_absent_today(now=NOW)
    assert whose([row])[0][0] == amina
