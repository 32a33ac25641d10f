"""Every address × method × role × what belongs to somebody else: not there, and nothing changes."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from psycopg import sql
from pytest_django import Settings

from baraza.base.accounts.models import Circle, CircledQuerySet, Role, User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.models import Conversation
from tests.sealing.addresses import Address, every_address
from tests.sealing.filling import (
    bring_letters,
    fill_every_table,
    start_numbers_at,
)
from tests.staff import member_of_staff

THEIRS = "Zebrafish"
CONFIDENTIAL = "Narwhal"
THEIR_NUMBERS = 5_000_000
CONFIDENTIAL_NUMBERS = 7_000_000
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD")
# A view that takes no such method says so before it looks at who asks: where these two are told
# that, the others need not ask.
SELDOM_TAKEN = {"PUT", "DELETE", "HEAD"}
ENDS_OF_THE_SCALE = ("nobody", Role.CHIEF_OF_STAFF)
REFUSED = {302, 401, 403, 404, 405}
IN_THE_STUDIO = ("nobody", Role.COMMUNICATIONS)
LEAST_PROBES = 10_000
# Who comes and goes, and what is only kept to be faster: not what an office knows.
FLEETING = {"django_session", "accounts_cache", "accounts_staffsession"}
# Names under which screens take the number of something in a form.
FIELDS = (
    "topic", "person", "kept", "letter", "circle", "priority", "user", "users", "members", "to",
    "delegate", "choice", "conversation", "conversations", "mailbox", "merged", "other", "id",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What was asked and what came back; anything in `wrong` fails the test."""

    asked: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def note(self, who: str, method: str, path: str, answer: HttpResponse, fine: set[int]) -> None:
        """Counts one probe and judges it."""
        self.asked[answer.status_code] += 1
        body = b"" if answer.streaming else answer.content
        leaks = [mark for mark in (THEIRS, CONFIDENTIAL) if mark.encode() in body]
        if leaks or (fine and answer.status_code not in fine) or answer.status_code >= 500:
            self.wrong.append(f"{who} {method} {path}: {answer.status_code} {leaks}")

    @property
    def probes(self) -> int:
        return self.asked.total()

    def __str__(self) -> str:
        seconds = time.monotonic() - self.began
        return f"{self.probes} probes in {seconds:.0f} s: {dict(self.asked)}"


@pytest.fixture
def plain_settings(settings: Settings) -> None:
    """Static files keep their names, and pages of refusal are drawn without their frame."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    [engine] = settings.TEMPLATES
    refusals = {"404.html": "not here", "403.html": "not for you", "403_csrf.html": "no"}
    settings.TEMPLATES = [
        {
            "NAME": "refusals",
            "BACKEND": engine["BACKEND"],
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", refusals)]},
        },
        engine,
    ]


@pytest.fixture
def people(two_offices: tuple[Office, Office], plain_settings: None) -> dict[str, Client]:
    """A browser for nobody and for each role of the first office."""
    ours, theirs = two_offices
    with within(theirs):
        start_numbers_at(THEIR_NUMBERS)
        chief = member_of_staff(email="chief@lakeside.example", name=f"{THEIRS} Chief")
        bring_letters(THEIRS, count=3)
        empty = fill_every_table(THEIRS)
        assert len(empty) < 7, empty
        assert chief.pk > THEIR_NUMBERS
    with within(ours):
        browsers = {"nobody": Client(headers={"host": "highlands.localhost"})}
        for role in ["", *Role]:
            user = member_of_staff(
                email=f"{role or 'none'}@highlands.example",
                name=f"A {role or 'newcomer'}",
                roles=[role] if role else [],
            )
            client = Client(headers={"host": "highlands.localhost"})
            client.force_login(user)
            browsers[role or "without a role"] = client
        bring_letters("Ordinary", count=2)
    for client in browsers.values():
        client.raise_request_exception = False
    return browsers


def checksums(office: Office) -> dict[str, str]:
    """A digest of everything in each table of an office."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [office.schema_name]
        )
        tables = sorted({name for (name,) in cursor.fetchall()} - FLEETING)
        found = {}
        for table in tables:
            cursor.execute(
                sql.SQL(
                    "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM {} r"
                ).format(sql.Identifier(office.schema_name, table))
            )
            found[table] = cursor.fetchone()[0]
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {table for table in before if before[table] != after.get(table)}


def uuids_of(office: Office) -> list[UUID]:
    """Every opaque id that leads to something of the office."""
    with within(office):
        return [
            value
            for model in apps.get_models()
            if model.__module__.startswith("baraza.") and model._meta.app_label != "office_register"
            for one in model._meta.concrete_fields
            if isinstance(one, models.UUIDField)
            for value in model._default_manager.values_list(one.name, flat=True)[:1]
        ]


def paths(address: Address, numbers: list[int], opaque: list[UUID]) -> Iterator[str]:
    """The address with each of these in it, in every part that takes a number or an id."""
    kinds = {kind for _, kind in address.parts}
    rounds = max(
        len(numbers) if kinds - {"UUIDConverter"} else 0,
        len(opaque) if "UUIDConverter" in kinds else 0,
    )
    for turn in range(rounds):
        number = numbers[turn % len(numbers)]
        values = {
            name: opaque[turn % len(opaque)]
            if kind == "UUIDConverter"
            else number
            if kind == "IntConverter"
            else f"{number}/"
            if name == "path"
            else str(number)
            for name, kind in address.parts
        }
        yield address.path(**values)


def askers(address: Address, people: dict[str, Client]) -> tuple[list[str], tuple[str, ...]]:
    """Who asks, and how. The studio's addresses are Wagtail's, all behind one guard
    (`tests/web/studio`): there a few stand for all."""
    if address.name.startswith("wagtail"):
        return list(IN_THE_STUDIO), METHODS[:1]
    return [*ENDS_OF_THE_SCALE, *(who for who in people if who not in ENDS_OF_THE_SCALE)], METHODS


def probe(
    tally: Tally, address: Address, path: str, people: dict[str, Client], data: dict | None
) -> None:
    """Asks for the path in every way, as everybody."""
    everybody, methods = askers(address, people)
    fine = REFUSED if not address.name.startswith(PUBLIC) else set()
    for method in methods:
        said = set()
        for who in everybody:
            if method in SELDOM_TAKEN and said == {405} and who not in ENDS_OF_THE_SCALE:
                break
            answer = _ask(people[who], method, path, data if method == "POST" else None)
            tally.note(who, method, path, answer, fine)
            said.add(answer.status_code)


def test_nothing_of_another_office_is_there(
    two_offices: tuple[Office, Office], people: dict[str, Client], capsys: pytest.CaptureFixture
) -> None:
    ours, theirs = two_offices
    opaque = uuids_of(theirs)
    assert len(opaque) > 2
    varying = [address for address in every_address() if address.parts]
    assert len(varying) > 30
    each = len(people) * 2 * len(varying)
    numbers = [THEIR_NUMBERS + n for n in range(1, 1 + -(-LEAST_PROBES // each))]
    before = checksums(ours), checksums(theirs)
    tally = Tally()
    for address in varying:
        for path in paths(address, numbers, opaque):
            probe(tally, address, path, people, dict.fromkeys(FIELDS, numbers[0]))
    with capsys.disabled():
        print(f"\n  of another office: {tally}")
    assert not tally.wrong, "\n".join(tally.wrong[:40])
    assert tally.probes >= LEAST_PROBES
    assert changed(before[0], checksums(ours)) <= {"audit_auditentry"}
    assert not changed(before[1], checksums(theirs))


# Whose text in the address is a secret of its own: a wrong one shows a page that says so.
PUBLIC = ("account_", "mfa_", "reset", "invitation", "contact", "wagtail")


def _ask(client: Client, method: str, path: str, data: dict | None) -> HttpResponse:
    if method == "POST":
        form = urlencode(data or {})
        return client.post(path, form, content_type="application/x-www-form-urlencoded")
    return client.generic(method, path)


def test_pages_without_a_number_show_and_change_nothing_of_another_office(
    two_offices: tuple[Office, Office], people: dict[str, Client], capsys: pytest.CaptureFixture
) -> None:
    _ours, theirs = two_offices
    before = checksums(theirs)
    tally = Tally()
    number = THEIR_NUMBERS + 1
    # In small letters: found as well, and an answer that repeats the question is no leak.
    queries = ["", f"?search={THEIRS.lower()}", f"?state=all&topic={number}&person={number}"]
    for address in every_address():
        if address.parts:
            continue
        asking, _methods = askers(address, people)
        for who in asking:
            client = people[who]
            if "logout" in address.name and who != "nobody":
                continue
            # What a question could bring to light, those find who may see most.
            for query in queries if who in ENDS_OF_THE_SCALE else queries[:1]:
                answer = client.get(address.path() + query)
                tally.note(who, "GET", address.path() + query, answer, set())
            if address.name.startswith("wagtail"):
                continue  # its forms know only what they sent themselves
            data = dict.fromkeys(FIELDS, number)
            tally.note(who, "POST", address.path(), client.post(address.path(), data), set())
    with capsys.disabled():
        print(f"\n  pages without a number: {tally}")
    assert not tally.wrong, "\n".join(tally.wrong[:40])
    assert not changed(before, checksums(theirs))


def test_a_session_of_one_office_opens_nothing_in_another(
    two_offices: tuple[Office, Office], people: dict[str, Client]
) -> None:
    tally = Tally()
    for address in every_address():
        if address.parts or not address.name.startswith("desk:") or address.name == "desk:language":
            continue
        for who, client in people.items():
            answer = client.get(address.path(), headers={"host": "lakeside.localhost"})
            tally.note(who, "GET", address.path(), answer, {302, 405})
    assert tally.probes > 100
    assert not tally.wrong, "\n".join(tally.wrong[:40])


@pytest.fixture
def confidential(two_offices: tuple[Office, Office], people: dict[str, Client]) -> Circle:
    """Letters in the first office, and all that hangs on them, for a circle nobody here is in."""
    with within(two_offices[0]):
        start_numbers_at(CONFIDENTIAL_NUMBERS)
        insider = User.objects.create_user(email="in@highlands.example", name="An Insider")
        circle = Circle.objects.create(name="Case 4")
        circle.members.add(insider)
        bring_letters(CONFIDENTIAL, count=3)
        for model in circled_models():
            model._default_manager.filter(pk__gt=CONFIDENTIAL_NUMBERS).update(circle=circle)
        assert Conversation.objects.filter(circle=circle).count() == 3
    return circle


def circled_models() -> list[type[models.Model]]:
    """Whatever has a circle of its own, the trail excepted: it cannot be changed."""
    return [
        model
        for model in apps.get_models()
        if isinstance(model._default_manager.all(), CircledQuerySet)
        and not getattr(model, "append_only", False)
    ]


def hangs_on_a_circle() -> set[str]:
    """Names of models with a circle, or which belong to a row that has one."""
    found = set(circled_models())
    for _step in range(3):
        found |= {
            model
            for model in apps.get_models()
            for one in model._meta.concrete_fields
            if isinstance(one, models.ForeignKey)
            and one.remote_field.on_delete is models.CASCADE
            and one.related_model in found
        }
    return {model._meta.model_name for model in found} | {"raw", "public"}


def test_nothing_of_a_circle_is_there_for_those_outside(
    two_offices: tuple[Office, Office],
    people: dict[str, Client],
    confidential: Circle,
    capsys: pytest.CaptureFixture,
) -> None:
    ours, theirs = two_offices
    with within(ours):
        opaque = [
            value
            for model in apps.get_models()
            if model._meta.model_name in hangs_on_a_circle()
            for one in model._meta.concrete_fields
            if isinstance(one, models.UUIDField)
            for value in model._default_manager.filter(pk__gt=CONFIDENTIAL_NUMBERS).values_list(
                one.name, flat=True
            )
        ]
    names = hangs_on_a_circle()
    leading = [
        address
        for address in every_address()
        if address.parts
        and address.name.startswith("desk:")
        and all(name.removesuffix("_id") in names for name, _ in address.parts)
    ]
    assert len(leading) > 15
    numbers = [CONFIDENTIAL_NUMBERS + 1, CONFIDENTIAL_NUMBERS + 2]
    before = checksums(ours), checksums(theirs)
    tally = Tally()
    for address in leading:
        for path in paths(address, numbers, opaque):
            probe(tally, address, path, people, None)
    for who, client in people.items():
        for address in every_address():
            if not address.parts and address.name.startswith("desk:"):
                path = f"{address.path()}?state=all&search={CONFIDENTIAL.lower()}"
                answer = client.get(path)
                tally.note(who, "GET", path, answer, set())
    with capsys.disabled():
        print(f"\n  of a circle: {tally}")
    assert not tally.wrong, "\n".join(tally.wrong[:40])
    assert changed(before[0], checksums(ours)) <= {"audit_auditentry"}
    assert not changed(before[1], checksums(theirs))
