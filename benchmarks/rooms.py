"""A large office, and a member of its staff who asks for its pages inside this process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workspace import Workspace, baraza

# What one conversation has of letters, and one person of conversations.
LETTERS, CONVERSATIONS = 5, 2


def filled_office(space: Workspace, *, inputs: int, cases: int = 0) -> str:
    """The slug of an office with so many letters and cases, made once a run. Raises
    OursFailedError."""
    slug = f"large{inputs}c{cases}" if cases else f"large{inputs}"
    if slug not in {
        one["slug"] for one in baraza(space, "office", "list", "--json").answer["offices"]
    }:
        conversations = max(inputs // LETTERS, 1)
        baraza(
            space, "demo", "--large", "--name", slug, "--inputs", str(inputs), "--conversations",
            str(conversations), "--people", str(max(conversations // CONVERSATIONS, 1)),
            "--cases", str(cases), "--json",
        )  # fmt: skip
    return slug


@dataclass(frozen=True, slots=True)
class Answered:
    """One page: how long it took, what of that the processor worked (this process's and the
    database's, which a busy machine does not stretch), how many statements, how heavy.
    """

    ms: float
    worked_ms: float
    status: int
    queries: int
    size: int


Ask = Callable[..., Answered]


def asked(slug: str) -> Ask:
    """`ask(path, query, part=…, counted=…)` as the office's chief of staff, within Django;
    `ask.client` is the browser."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - Django must be set up first
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from baraza.base.accounts.models import User  # noqa: PLC0415
    from baraza.base.office.actions import acknowledge  # noqa: PLC0415
    from baraza.base.office.queries import current_rules  # noqa: PLC0415
    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415
    from baraza.config.cli.installation import set_up_django  # noqa: PLC0415
    from baraza.flows.demo.large.filling import STAFF_EMAIL  # noqa: PLC0415

    set_up_django()  # as the server is: what is loaded by then is not looked through for rubbish
    call_command("collectstatic", interactive=False, verbosity=0)
    with within(office_by_slug(slug=slug)):
        user = User.objects.get(email=STAFF_EMAIL)
        Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {}})
        acknowledge(user=user, version=current_rules().version, now=timezone.now())
        client = Client(raise_request_exception=False, headers={"host": f"{slug}.localhost"})
        client.force_login(user)

    def ask(
        path: str, query: dict[str, str] | None = None, *, part: bool = False, counted: bool = False
    ) -> Answered:
        headers = {"HX-Request": "true"} if part else {}
        if counted:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path, query or {}, headers=headers)
            return Answered(0, 0, answer.status_code, len(captured), len(answer.content))
        begun, worked = time.perf_counter(), _worked()
        answer = client.get(path, query or {}, headers=headers)
        ms = (time.perf_counter() - begun) * 1000
        return Answered(ms, _worked() - worked, answer.status_code, 0, len(answer.content))

    def _worked() -> float:
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        there = int(server.read_text().split()[0]) / 1e6 if server.is_file() else 0.0
        return time.process_time() * 1000 + there

    ask.client = client
    return ask
