"""Conversations and what was said in them, over five years and busier of late."""

from collections.abc import Callable
from datetime import datetime

from baraza.base.channels.models import MachineKind, RawItem, RawState
from baraza.dialogue.conversations.models import Conversation, Message, Note
from baraza.dialogue.inputs.models import Input, Response
from baraza.flows.demo.large.tables import MEMORY, bare, insert, numbered_on, run

MADE = [Input, Response, Conversation, Message, Note]
STEP = 50_000
Tell = Callable[[str, int, int], None]


def make_letters(
    *, inputs: int, conversations: int, people: int, staff: list[int], now: datetime, tell: Tell
) -> None:
    """In a transaction, after `make_people` and `load_phrases`; ids from 1 throughout.

    `staff` are those letters are given to.
    """
    sizes = {
        "inputs": inputs, "conversations": conversations, "people": people, "staff": staff,
        "staff_count": len(staff), "now": now,
    }  # fmt: skip
    run(MEMORY)
    _plan(sizes)
    with bare(MADE):
        tell("answers", 0, inputs)
        _answers()
        for first in range(1, inputs + 1, STEP):
            tell("letters", first, inputs)
            _letters({**sizes, "first": first, "last": min(first + STEP - 1, inputs)})
        tell("conversations", inputs, inputs)
        _answer_messages()
        _conversations(sizes)
        _notes(sizes)
        tell("indexes", inputs, inputs)
    numbered_on(MADE)
    _machine_mail(sizes)


def _plan(sizes: dict[str, object]) -> None:
    """What each conversation is, and which inputs are in it and when."""
    # Nobody writes most; the first person is one of those few who write every week.
    run(
        """CREATE TEMP TABLE thread ON COMMIT DROP AS
        SELECT c.*, k.topic, k.many, f.config FROM (
            SELECT c AS id,
                CASE WHEN pg_temp.share(c, 101) < 0.005 THEN 1
                    WHEN pg_temp.share(c, 101) < 0.97
                    THEN 1 + floor(%(people)s * power(pg_temp.share(c, 102), 1.3))::int
                    END AS person,
                CASE WHEN pg_temp.share(c, 103) < 0.52 THEN 'en'
                    WHEN pg_temp.share(c, 103) < 0.75 THEN 'fr'
                    WHEN pg_temp.share(c, 103) < 0.9 THEN 'sw' ELSE 'ar' END AS language,
                CASE WHEN pg_temp.share(c, 104) < 0.72 THEN 'email'
                    WHEN pg_temp.share(c, 104) < 0.86 THEN 'form'
                    WHEN pg_temp.share(c, 104) < 0.93 THEN 'phone'
                    WHEN pg_temp.share(c, 104) < 0.97 THEN 'walk_in' ELSE 'letter' END AS channel,
                %(now)s - interval '1 hour' - interval '1825 days'
                    * power((%(conversations)s - c + 0.5) / %(conversations)s, 1.5) AS began,
                pg_temp.share(c, 106) AS luck
            FROM generate_series(1, %(conversations)s) c
        ) c
        JOIN frame f USING (language)
        JOIN kinds k ON k.language = c.language
            AND k.n = floor(k.topics * power(pg_temp.share(c.id, 107), 1.4))""",
        sizes,
    )
    run(
        """CREATE TEMP TABLE said ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY at) AS id, thread, at FROM (
            SELECT c.id AS thread,
                c.began + least(
                    (row_number() OVER (PARTITION BY c.id ORDER BY i) - 1)
                        * (1 + pg_temp.pick(c.id, 111, 9)) * interval '1 day',
                    (%(now)s - c.began) * 0.9
                ) * (0.4 + 0.6 * pg_temp.share(i, 112))
                    + least(interval '9 hours', (%(now)s - c.began) * 0.1)
                        * pg_temp.share(i, 113) AS at
            FROM generate_series(1, %(inputs)s) i
            JOIN thread c ON c.id = CASE WHEN i <= %(conversations)s THEN i
                ELSE 1 + floor(%(conversations)s * power(pg_temp.share(i, 110), 1.25))::int END
        ) s""",
        sizes,
    )
    run(
        """CREATE TEMP TABLE course ON COMMIT DROP AS
        SELECT thread AS id, count(*) AS letters, max(at) AS last FROM said GROUP BY 1;
        CREATE TEMP TABLE fate ON COMMIT DROP AS
        SELECT c.id, l.letters, l.last, CASE
            WHEN c.luck < 0.015 THEN 'junk'
            WHEN l.last > %(now)s - interval '25 days' * (0.2 + c.luck) THEN 'to_answer'
            WHEN c.luck > 0.994 THEN 'to_answer'
            WHEN c.luck > 0.93 THEN 'closed' ELSE 'answered' END AS state
        FROM thread c JOIN course l USING (id);
        CREATE UNIQUE INDEX ON thread (id); CREATE UNIQUE INDEX ON fate (id);
        CREATE UNIQUE INDEX ON said (id);
        ANALYZE thread; ANALYZE said; ANALYZE fate""".replace("%(now)s", "$now$").replace(
            "$now$", f"'{sizes['now'].isoformat()}'::timestamptz"
        )
    )


def _answers() -> None:
    """One to each conversation that was answered, after its last letter."""
    insert(
        Response,
        "thread c JOIN fate f USING (id) JOIN frame w USING (language) WHERE f.state = 'answered'",
        {
            "id": "c.id",
            "text": "w.answer",
            "language": "c.language",
            "given_at": "f.last + pg_temp.share(c.id, 120) * interval '40 minutes'",
            "search": "w.found",
        },
    )


def _letters(sizes: dict[str, object]) -> None:
    number, detail = "1 + pg_temp.pick(s.id, 130, 400)", "10000 + pg_temp.pick(s.id, 131, 89999)"
    sentences = "".join(
        f" JOIN phrase p{each} ON p{each}.topic = c.topic AND p{each}.language = c.language "
        f"AND p{each}.n = pg_temp.pick(s.id, {140 + each}, c.many)"
        for each in range(1, 6)
    )
    said = " || ' ' || ".join(f"p{each}.text" for each in range(1, 4))
    run(
        f"""CREATE TEMP TABLE batch ON COMMIT DROP AS
        SELECT s.id, s.thread, s.at, c.channel, c.person, c.topic, c.language, f.state,
            (pg_temp.share(c.id, 150) < 0.01) AS shut, {number} AS house, {detail} AS detail,
            p.name, h.text || CASE WHEN c.luck < 0.3 THEN '' ELSE ', ' || {number} END AS subject,
            w.greeting || E'\\n\\n' || {said} || E'\\n\\n' || p4.text || ' (' || {detail} || ') '
                || p5.text || E'\\n\\n' || w.closing || E'\\n'
                || coalesce(p.name || E'\\n' || split_part(p.address, E'\\n', 1), '') AS text,
            to_tsvector(c.config, {detail} || ' ' || {number})
                || coalesce(to_tsvector('simple', p.sort_key), '') || p1.search || p2.search
                || p3.search || p4.search || p5.search AS search
        FROM said s JOIN thread c ON c.id = s.thread JOIN fate f ON f.id = c.id
        JOIN frame w ON w.language = c.language
        {sentences}
        JOIN headline h ON h.topic = c.topic AND h.language = c.language
            AND h.n = pg_temp.pick(c.id, 151, h.many)
        LEFT JOIN people_person p ON p.id = c.person
        WHERE s.id BETWEEN %(first)s AND %(last)s""",  # noqa: S608 - ours
        sizes,
    )
    circle = "CASE WHEN shut THEN (SELECT min(id) FROM accounts_circle) END"
    insert(
        Input,
        "batch",
        {
            "id": "id",
            "received_at": "at",
            "channel": "channel",
            "person_id": "person",
            "topic_id": "CASE WHEN state <> 'to_answer' OR pg_temp.share(thread, 152) < 0.6 "
            "THEN topic END",
            "language": "language",
            "text": "text",
            "search": "search",
            "is_junk": "state = 'junk'",
            "state": "CASE state WHEN 'answered' THEN 'answered' ELSE 'received' END",
            "response_id": "CASE state WHEN 'answered' THEN thread END",
            "stance": "CASE WHEN pg_temp.share(thread, 153) < 0.04 THEN 'for' "
            "WHEN pg_temp.share(thread, 153) < 0.1 THEN 'against' ELSE '' END",
            "circle_id": circle,
        },
    )
    insert(
        Message,
        "batch",
        {
            "conversation_id": "thread",
            "direction": "'in'",
            "channel": "channel",
            "happened_at": "at",
            "author_name": "coalesce(name, 'Somebody')",
            "author_address": "CASE WHEN channel IN ('email', 'form') "
            "THEN 'writer' || coalesce(person, 0) || '@post.example' ELSE '' END",
            "subject": "subject",
            "message_id": "CASE channel WHEN 'email' THEN 'large' || id || '@post.example' "
            "ELSE '' END",
            "said": "text",
            "input_id": "id",
        },
    )
    run("DROP TABLE batch")


def _answer_messages() -> None:
    insert(
        Message,
        "inputs_response r JOIN thread c USING (id) JOIN frame w ON w.language = c.language",
        {
            "conversation_id": "r.id",
            "direction": "'out'",
            "channel": "c.channel",
            "happened_at": "r.given_at",
            "subject": "'Re: ' || w.about",
            "message_id": "'answer' || r.id || '@large.example'",
            "said": "r.text",
            "response_id": "r.id",
        },
    )


def _conversations(sizes: dict[str, object]) -> None:
    waits = "f.state = 'to_answer'"
    given = f"{waits} AND pg_temp.share(c.id, 160) < 0.8"
    insert(
        Conversation,
        "thread c JOIN fate f USING (id) JOIN headline h ON h.topic = c.topic "
        "AND h.language = c.language AND h.n = pg_temp.pick(c.id, 151, h.many) "
        "JOIN LATERAL (SELECT * FROM phrase p WHERE p.topic = c.topic "
        "AND p.language = c.language AND p.n = pg_temp.pick(c.id, 161, c.many)) p ON true "
        "LEFT JOIN inputs_response r ON r.id = c.id",
        {
            "id": "c.id",
            "subject": "h.text || CASE WHEN c.luck < 0.3 THEN '' ELSE ', ' || c.id END",
            # A few writers share an address, and nobody has chosen yet.
            "person_id": f"CASE WHEN {waits} AND pg_temp.share(c.id, 162) < 0.02 THEN NULL "
            "ELSE c.person END",
            "candidates": f"CASE WHEN {waits} AND pg_temp.share(c.id, 162) < 0.02 "
            "AND c.person > 1 THEN ARRAY[c.person, c.person - 1]::bigint[] ELSE '{}' END",
            "topic_id": f"CASE WHEN NOT {waits} OR pg_temp.share(c.id, 152) < 0.6 THEN c.topic END",
            "state": "f.state",
            "language": "c.language",
            "channel": "c.channel",
            "excerpt": "left(coalesce(r.text, p.text), 160)",
            "message_count": "f.letters + (r.id IS NOT NULL)::int",
            "started_at": "c.began",
            "last_message_at": "coalesce(r.given_at, f.last)",
            "assigned_to_id": f"CASE WHEN {given} "
            "THEN (%(staff)s::bigint[])[1 + pg_temp.pick(c.id, 163, %(staff_count)s)] END",
            "assigned_because": f"CASE WHEN {given} THEN 'load' ELSE '' END",
            "waiting_since": f"CASE WHEN {waits} THEN f.last END",
            "due_date": f"CASE WHEN {waits} THEN (f.last + interval '14 days')::date END",
            "snoozed_until": f"CASE WHEN {waits} AND pg_temp.share(c.id, 164) < 0.03 "
            "THEN %(now)s + interval '3 days' END",
            "circle_id": "CASE WHEN pg_temp.share(c.id, 150) < 0.01 "
            "THEN (SELECT min(id) FROM accounts_circle) END",
        },
        sizes,
    )


def _notes(sizes: dict[str, object]) -> None:
    insert(
        Note,
        "thread c JOIN fate f USING (id) JOIN LATERAL (SELECT * FROM phrase p "
        "WHERE p.topic = c.topic AND p.language = c.language "
        "AND p.n = pg_temp.pick(c.id, 170, c.many)) p ON true "
        "WHERE pg_temp.share(c.id, 171) < 0.1",
        {
            "conversation_id": "c.id",
            "author_id": "(%(staff)s::bigint[])[1 + pg_temp.pick(c.id, 172, %(staff_count)s)]",
            "text": "p.text",
            "search": "p.search",
            "written_at": "f.last",
        },
        sizes,
    )


def _machine_mail(sizes: dict[str, object]) -> None:
    """What no person wrote: one for every fifty letters."""
    insert(
        RawItem,
        "generate_series(1, greatest(%(inputs)s / 50, 1)) n",
        {
            "source": "'large'",
            "external_id": "n::text",
            "digest": "sha256(n::text::bytea)",
            "content": "('Subject: Out of office ' || n || E'\\n\\nI am away.')::bytea",
            "state": f"CASE WHEN n %% 400 = 0 THEN '{RawState.QUARANTINE}' "
            f"ELSE '{RawState.MACHINE}' END",
            "machine_kind": f"CASE WHEN n %% 400 = 0 THEN '' WHEN n %% 3 = 0 "
            f"THEN '{MachineKind.BOUNCE}' ELSE '{MachineKind.AUTO_REPLY}' END",
            "arrived_at": "%(now)s - pg_temp.share(n, 180) * interval '900 days'",
        },
        sizes,
    )
