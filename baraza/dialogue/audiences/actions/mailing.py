"""Write one letter to everybody a question means: chosen at once, sent little by little, stopped
at any moment."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.many import cancel_many
from baraza.base.channels.actions.outbox import Recipient, put_many_in_outbox
from baraza.base.office.queries import needs_approval, profile
from baraza.base.people.actions.consent import give_consent, withdraw_consent
from baraza.base.people.models import ContactKind, HowGiven, Person, Purpose
from baraza.common.jobs import enqueue
from baraza.dialogue.audiences.leaving import way_out
from baraza.dialogue.audiences.mailings import mailed
from baraza.dialogue.audiences.models import Addressee, Audience, Mailing
from baraza.dialogue.audiences.queries import size_of
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.audiences.rules import MAY_LEAVE
from baraza.dialogue.audiences.signals import mailing_stopped
from baraza.dialogue.audiences.wording import fields_for, shared, without_value
from baraza.dialogue.letters.models import Letter

# Until then nothing leaves, and all of it can be taken back.
TIME_TO_TAKE_BACK = timedelta(seconds=60)
BATCH = 1_000
FILL = "audiences.fill_outbox"
_INSERT = """
    INSERT INTO audiences_addressee (mailing_id, person_id, address, language)
    SELECT %s, chosen.* FROM
"""


class NeedsApproval(Exception):
    """Their letters leave only when somebody has approved them: whoever approves sends this."""


class NobodyReached(ValueError):
    """Nobody fits, or nobody who does may be written to."""


class NotByMail(ValueError):
    """The question is about people reached by telephone or on paper."""


class NoSubject(ValueError):
    """A text of the letter has no subject: `languages`."""

    def __init__(self, languages: list[str]) -> None:
        super().__init__(", ".join(languages))
        self.languages = languages


class FieldsWithoutValue(ValueError):
    """The letter has merge fields that mean nothing to many: `fields`, as written."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def words_of(*, letter: Letter) -> dict[str, dict[str, str]]:
    """The letter's texts as a mailing keeps them."""
    return {
        text.language: {"subject": text.subject, "body": text.body} for text in letter.texts.all()
    }


def check_words(*, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Raises NoSubject, FieldsWithoutValue."""
    if bare := [language for language, text in texts.items() if not text["subject"].strip()]:
        raise NoSubject(bare)
    if fields := without_value(texts.values()):
        raise FieldsWithoutValue(fields)


@transaction.atomic
def write_to(*, audience: Audience, letter: Letter, by: User, site: str, now: datetime) -> Mailing:
    """Choose the addressees now, in one statement; a worker puts their letters into the outbox.

    Nothing leaves for a minute. Each letter is held back if its reader no longer agrees when it
    is to leave. `site` is the office's own address. Raises NeedsApproval, NotByMail, NoSubject,
    FieldsWithoutValue, NobodyReached.
    """
    question = Question.of(audience.question)
    return _begin(
        Mailing(
            name=audience.name, audience=audience, letter=letter, texts=words_of(letter=letter)
        ),
        question=question,
        people=None,
        by=by,
        site=site,
        now=now,
    )


@transaction.atomic
def write_to_these(
    *,
    people: QuerySet[Person],
    name: str,
    texts: Mapping[str, Mapping[str, str]],
    purpose: Purpose | None,
    by: User,
    site: str,
    now: datetime,
) -> Mailing:
    """As `write_to`, to people chosen otherwise who agreed to `purpose` (None: the office answers
    what they said), in words that stand in no library: language → {"subject": …, "body": …}.

    Raises NeedsApproval, NoSubject, FieldsWithoutValue, NobodyReached.
    """
    return _begin(
        Mailing(name=name[:100], texts={code: dict(text) for code, text in texts.items()}),
        question=Question(purpose=purpose.value if purpose else ""),
        people=people,
        by=by,
        site=site,
        now=now,
    )


def _begin(
    mailing: Mailing,
    *,
    question: Question,
    people: QuerySet[Person] | None,
    by: User,
    site: str,
    now: datetime,
) -> Mailing:
    if needs_approval(user=by):
        raise NeedsApproval
    if question.way != ContactKind.EMAIL:
        raise NotByMail
    check_words(texts=mailing.texts)
    asked = {"question": question, "user": by, "now": now, "people": people}
    mailing.purpose = question.purpose
    mailing.left_out = {reason.value: count for reason, count in size_of(**asked).left_out.items()}
    mailing.site, mailing.by = site[:300], by
    mailing.begun_at, mailing.leaves_at = now, now + TIME_TO_TAKE_BACK
    mailing.save()
    chosen = mailed(languages=list(mailing.texts), **asked)
    sql, values = (
        chosen.order_by("pk").values_list("pk", "reached_at", "said").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{_INSERT} ({sql}) AS chosen", [mailing.pk, *values])
        mailing.size = cursor.rowcount
    if not mailing.size:
        raise NobodyReached
    mailing.save(update_fields=["size"])
    record(actor=by, act="mailing_begun", obj=mailing, now=now, count=mailing.size)
    enqueue(FILL, mailing_id=mailing.pk)
    return mailing


def fill_outbox(*, mailing_id: int, now: datetime) -> None:
    """Put a letter for each addressee into the outbox, one transaction for each 1,000: killed
    anywhere, it goes on where it stood. Must not run inside a transaction.
    """
    while _fill_some(mailing_id, now):
        pass


def unfilled_mailings() -> list[int]:
    """Ids of mailings a worker is to go on with."""
    waiting = Mailing.objects.filter(ready_at__isnull=True, stopped_at__isnull=True)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def stop_mailing(*, mailing: Mailing, by: User, now: datetime) -> int:
    """What has not begun to leave never will; returns how many letters that are."""
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.stopped_at is not None:
        return 0
    locked.stopped_at = now
    locked.save(update_fields=["stopped_at"])
    rows = locked.addressees
    kept = rows.filter(outgoing__isnull=True).count()
    kept += cancel_many(items=rows.filter(outgoing__isnull=False).values("outgoing"), now=now)
    mailing_stopped.send(sender=Mailing, mailing=locked)
    record(actor=by, act="mailing_stopped", obj=locked, now=now, count=kept)
    return kept


@transaction.atomic
def leave(*, addressee: Addressee, now: datetime) -> None:
    """They want no more such letters: their consent ends, or, where none was asked for, they are
    not to be contacted."""
    person = addressee.person
    purpose = addressee.mailing.purpose
    if purpose:
        withdraw_consent(person=person, purpose=Purpose(purpose), now=now)
    elif not person.do_not_contact:
        person.do_not_contact = True
        person.save(update_fields=["do_not_contact"])
    record(actor=None, act="letters_declined", obj=person, now=now)


@transaction.atomic
def come_back(*, addressee: Addressee, now: datetime) -> None:
    """They want them after all: the opposite of `leave`."""
    person = addressee.person
    purpose = addressee.mailing.purpose
    if purpose:
        give_consent(person=person, purpose=Purpose(purpose), how_given=HowGiven.WEB, now=now)
    elif person.do_not_contact:
        person.do_not_contact = False
        person.save(update_fields=["do_not_contact"])
    record(actor=None, act="letters_wanted", obj=person, now=now)


@transaction.atomic
def _fill_some(mailing_id: int, now: datetime) -> bool:
    mailing = (
        Mailing.objects.select_for_update(of=("self",)).select_related("by").get(pk=mailing_id)
    )
    if mailing.stopped_at is not None or mailing.ready_at is not None:
        return False
    rows = list(
        mailing.addressees.filter(outgoing__isnull=True)
        .select_related("person")
        .order_by("pk")[:BATCH]
    )
    if not rows:
        mailing.ready_at = now
        mailing.save(update_fields=["ready_at"])
        return False
    wait = max(mailing.leaves_at - now, timedelta(0))
    by_language: dict[str, list[Addressee]] = {}
    for row in rows:
        by_language.setdefault(row.language, []).append(row)
    made: dict[int, int] = {}
    for language, those in by_language.items():
        made |= _put_out(mailing, those, language, wait, now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audiences_addressee SET outgoing_id = made.item "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS made (id, item) "
            "WHERE audiences_addressee.id = made.id",
            [list(made), list(made.values())],
        )
    return True


def _put_out(
    mailing: Mailing, rows: list[Addressee], language: str, wait: timedelta, now: datetime
) -> dict[int, int]:
    """Addressee → row of the outbox, for those who get it in this language."""
    office = profile()
    author = mailing.by.name if mailing.by else office.member_name or office.name
    subject, text = shared(
        text=mailing.texts[language], language=language, agreed=bool(mailing.purpose)
    )
    recipients = []
    for row in rows:
        fields = fields_for(
            name=row.person.name,
            language=language,
            office=office,
            author=author,
            url=way_out(site=mailing.site, addressee_id=row.pk),
        )
        recipients.append(
            Recipient(
                address=row.address,
                name=fields["full_name"],
                fields=fields,
                guard_subject=str(row.pk),
            )
        )
    numbers = put_many_in_outbox(
        subject=subject,
        text=text,
        recipients=recipients,
        language=language,
        guard=MAY_LEAVE,
        wait=wait,
        now=now,
    )
    return {row.pk: number for row, number in zip(rows, numbers, strict=True)}
