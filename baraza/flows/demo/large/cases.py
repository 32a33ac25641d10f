"""Cases with what is written, asked and told in each, begun by the letters of `make_letters`."""

import json
from datetime import datetime

from baraza.base.people.models import Organisation
from baraza.common import keyring
from baraza.common.paper.codes import numbered_code
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseConversation,
    CaseNote,
    CaseStep,
    CaseUpdate,
    Decision,
    Inquiry,
)
from baraza.flows.demo.case_content import kind_of
from baraza.flows.demo.large.tables import MEMORY, bare, copy, insert, numbered_on, run

MADE = [
    Case,
    CaseConversation,
    CaseNote,
    CaseStep,
    CaseUpdate,
    Decision,
    Authorisation,
    Inquiry,
]
# Of which kind a topic's cases are.
KINDS = {
    "pensions": "pension", "documents": "documents", "health": "health", "land": "land",
    "schools": "school", "water": "utilities", "safety": "police", "roads": "roads",
    "markets": "work", "parliament": "other",
}  # fmt: skip
NOTES, INQUIRIES, STEPS, UPDATES = 5, 3, 3, 2
AGENCIES = 40
SECRET = json.dumps({"story": "Told in confidence.", "tried": "", "wanted": "To be heard."})
STEPS_TAKEN = ("See the papers", "Ask the agency", "Tell the person")
OUTCOMES = (
    "solved", "solved", "solved", "partly", "not_solved", "informed", "referred", "declined",
    "withdrawn", "no_answer",
)  # fmt: skip


def make_cases(
    *, count: int, conversations: int, topics: dict[str, int], staff: list[int], now: datetime
) -> None:
    """In the transaction of `make_letters`, whose tables it reads; ids from 1 throughout."""
    sizes = {
        "count": count, "conversations": conversations, "staff": staff,
        "staff_count": len(staff), "now": now, "secret": keyring.encrypt(SECRET),
        "agencies": AGENCIES,
    }  # fmt: skip
    run(MEMORY)
    _matters(topics, now)
    _plan(sizes)
    with bare(MADE):
        _cases(sizes)
        _writings(sizes)
        _inquiries(sizes)
    numbered_on(MADE)


def _matters(topics: dict[str, int], now: datetime) -> None:
    """The kind of each topic, and the bodies that are asked."""
    rows = []
    for key, topic in topics.items():
        kind = kind_of(KINDS[key])
        rows.append((topic, kind.pk, kind.is_sensitive))
    copy("matter", "topic int, kind int, is_sensitive bool", rows)
    bodies = Organisation.objects.bulk_create(
        Organisation(
            name=f"Agency {number}",
            sort_key=f"agency {number}",
            search_names=f"agency {number}",
            kind="agency",
            added_at=now,
        )
        for number in range(AGENCIES)
    )
    copy("asked_body", "n int, id bigint", ((n, body.pk) for n, body in enumerate(bodies)))


def _plan(sizes: dict[str, object]) -> None:
    """Which letters a case began with, what it is and how far it got."""
    copy(
        "code",
        "id int, code text",
        ((n, numbered_code(n * 7919)) for n in range(1, int(str(sizes["count"])) + 1)),
    )
    run(
        """CREATE TEMP TABLE plan ON COMMIT DROP AS
        SELECT n.id, code.code, c.id AS thread, c.person, c.topic, c.language, c.channel, c.began,
            c.config, c.many, m.kind, m.is_sensitive, p.area_id AS area, b.id AS organisation,
            n.luck,
            CASE WHEN c.began > %(now)s - interval '6 days' * n.luck THEN 'new'
                WHEN c.began > %(now)s - interval '90 days' * (0.2 + n.luck) OR n.luck > 0.985
                THEN 'working' ELSE 'closed' END AS state,
            c.began + least(interval '100 days' * n.luck, (%(now)s - c.began) * 0.9) AS touched
        FROM (SELECT i AS id, pg_temp.share(i, 201) AS luck,
                1 + (i - 1) * %(conversations)s::bigint / %(count)s AS thread
            FROM generate_series(1, %(count)s) i) n
        JOIN thread c ON c.id = n.thread
        JOIN matter m ON m.topic = c.topic JOIN code ON code.id = n.id
        LEFT JOIN people_person p ON p.id = c.person
        LEFT JOIN asked_body b ON b.n = (m.kind * 4 + floor(4 * power(pg_temp.share(n.id, 202), 2))
            ::int) %% %(agencies)s AND pg_temp.share(n.id, 203) < 0.85""",
        sizes,
    )
    run("CREATE UNIQUE INDEX ON plan (id); ANALYZE plan")


def _phrases(alias: str, salt: int) -> str:
    return (
        f" JOIN phrase {alias} ON {alias}.topic = c.topic AND {alias}.language = c.language"
        f" AND {alias}.n = pg_temp.pick(c.id * 7 + i, {salt}, c.many)"
    )


def _cases(sizes: dict[str, object]) -> None:
    sentences = "".join(_phrases(f"p{each}", 210 + each) for each in range(1, 4))
    is_open = "c.state <> 'closed'"
    told = "c.is_sensitive"
    insert(
        Case,
        f"plan c CROSS JOIN (SELECT 0 AS i) once {sentences} "
        "JOIN headline h ON h.topic = c.topic AND h.language = c.language "
        "AND h.n = pg_temp.pick(c.id, 214, h.many)",
        {
            "id": "c.id",
            "code": "c.code",
            "kind_id": "c.kind",
            "title": "left(h.text, 190)",
            "person_id": "c.person",
            "story": f"CASE WHEN {told} THEN '' ELSE p1.text || ' ' || p2.text END",
            "wanted": f"CASE WHEN {told} THEN '' ELSE p3.text END",
            "secret": f"CASE WHEN {told} THEN %(secret)s ELSE '' END",
            "urgency": "CASE WHEN c.luck < 0.1 THEN 1 WHEN c.luck < 0.85 THEN 2 "
            "WHEN c.luck < 0.97 THEN 3 ELSE 4 END",
            "topic_id": "c.topic",
            "area_id": "c.area",
            "organisation_id": "c.organisation",
            "language": "c.language",
            "channel": "c.channel",
            "state": "c.state",
            "assigned_to_id": "CASE WHEN pg_temp.share(c.id, 215) < 0.9 THEN "
            "(%(staff)s::bigint[])[1 + pg_temp.pick(c.id, 216, %(staff_count)s)] END",
            "assigned_because": "'load'",
            "opened_at": "c.began",
            "next_update_date": f"CASE WHEN {is_open} THEN "
            "(%(now)s + interval '1 day' * (pg_temp.pick(c.id, 217, 30) - 5))::date END",
            "update_days": f"CASE WHEN {is_open} THEN 10 END",
            "stuck_because": f"CASE WHEN {is_open} AND pg_temp.share(c.id, 218) < 0.06 "
            "THEN 'The file cannot be found at the agency' ELSE '' END",
            "stuck_since": f"CASE WHEN {is_open} AND pg_temp.share(c.id, 218) < 0.06 "
            "THEN c.touched END",
            "touched_at": "c.touched",
            "closed_at": "CASE c.state WHEN 'closed' THEN c.touched END",
            "outcome": "CASE c.state WHEN 'closed' THEN (%(outcomes)s::text[])"
            "[1 + pg_temp.pick(c.id, 219, %(outcome_count)s)] ELSE '' END",
            "circle_id": "CASE WHEN pg_temp.share(c.thread, 150) < 0.01 "
            "THEN (SELECT min(id) FROM accounts_circle) END",
            "search": f"CASE WHEN {told} THEN to_tsvector(c.config, h.text) ELSE "
            "to_tsvector(c.config, h.text) || p1.search || p2.search || p3.search END",
        },
        {**sizes, "outcomes": list(OUTCOMES), "outcome_count": len(OUTCOMES)},
    )
    insert(
        CaseConversation,
        "plan c",
        {"id": "c.id", "case_id": "c.id", "conversation_id": "c.thread", "added_at": "c.began"},
    )


def _writings(sizes: dict[str, object]) -> None:
    """Notes, steps, updates, the decision and the authorisation."""
    during = "c.began + (c.touched - c.began) * (i / 6.0)"
    somebody = "(%(staff)s::bigint[])[1 + pg_temp.pick(c.id + i, 230, %(staff_count)s)]"
    token = keyring.encrypt("Spoke with the ward.")
    insert(
        CaseNote,
        f"plan c CROSS JOIN generate_series(1, {NOTES}) i {_phrases('p', 231)}",
        {
            "case_id": "c.id",
            "text": "CASE WHEN c.is_sensitive THEN '' ELSE p.text END",
            "secret": "CASE WHEN c.is_sensitive THEN %(note)s ELSE '' END",
            "written_by_id": somebody,
            "written_at": during,
        },
        {**sizes, "note": token},
    )
    insert(
        CaseStep,
        f"plan c CROSS JOIN generate_series(1, {STEPS}) i",
        {
            "case_id": "c.id",
            "words": "(%(steps)s::text[])[i]",
            "position": "i",
            "due_date": f"({during} + interval '10 days')::date",
            "done_at": f"CASE WHEN c.state = 'closed' OR pg_temp.share(c.id * 3 + i, 232) < 0.4 "
            f"THEN {during} END",
        },
        {**sizes, "steps": list(STEPS_TAKEN)},
    )
    insert(
        CaseUpdate,
        f"plan c JOIN frame w USING (language) CROSS JOIN generate_series(1, {UPDATES}) i "
        "WHERE c.state <> 'new'",
        {
            "case_id": "c.id",
            "text": "w.answer",
            "language": "c.language",
            "channel": "c.channel",
            "given_by_id": somebody,
            "given_at": during,
        },
        sizes,
    )
    decided = "plan c CROSS JOIN (SELECT 1 AS i) once WHERE c.state <> 'new'"
    insert(
        Decision,
        decided,
        {
            "case_id": "c.id",
            "way": "'resolve'",
            "reason": "'The agency owes an answer.'",
            "made_by_id": somebody,
            "made_at": during,
        },
        sizes,
    )
    insert(
        Authorisation,
        decided,
        {
            "case_id": "c.id",
            "person_id": "c.person",
            "proof": "'asking'",
            "matter": "'The matter told'",
            "given_date": "c.began::date",
            "recorded_by_id": somebody,
            "recorded_at": "c.began",
        },
        sizes,
    )


def _inquiries(sizes: dict[str, object]) -> None:
    asked = "c.began + (c.touched - c.began) * (i / 4.0)"
    waits = f"(c.state = 'working' AND i = {INQUIRIES})"
    insert(
        Inquiry,
        f"plan c CROSS JOIN generate_series(1, {INQUIRIES}) i "
        "JOIN asked_body b ON b.n = pg_temp.pick(c.id * 5 + i, 240, %(agencies)s) "
        "WHERE c.state <> 'new'",
        {
            "case_id": "c.id",
            "organisation_id": "coalesce(c.organisation, b.id)",
            "contact_address": "'registry' || b.n || '@agency.example'",
            "subject": "'File ' || c.id || '/' || i",
            "reference": "'REF-' || c.id",
            "state": f"CASE WHEN {waits} THEN 'waiting' "
            "WHEN pg_temp.share(c.id * 5 + i, 241) < 0.85 THEN 'answered' ELSE 'ended' END",
            "asked_at": asked,
            "asked_by_id": "(%(staff)s::bigint[])[1 + pg_temp.pick(c.id, 216, %(staff_count)s)]",
            "expected_date": f"({asked} + interval '14 days')::date",
            "chase_date": f"CASE WHEN {waits} THEN "
            "(%(now)s + interval '1 day' * (pg_temp.pick(c.id, 242, 30) - 8))::date END",
            "chases": "pg_temp.pick(c.id * 5 + i, 243, 3)",
            "answered_at": f"CASE WHEN NOT {waits} AND pg_temp.share(c.id * 5 + i, 241) < 0.85 "
            f"THEN {asked} + (c.touched - c.began) / 5 END",
            "ended_at": f"CASE WHEN NOT {waits} THEN c.touched END",
        },
        sizes,
    )
