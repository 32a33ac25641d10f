"""`baraza demo`: the demonstration offices, or one very large one."""

import secrets
from typing import Annotated

import typer

from baraza.config.cli.installation import database
from baraza.config.cli.output import Json, Refused, progress_bar, report

INPUTS, CONVERSATIONS, PEOPLE = 1_000_000, 200_000, 100_000


def fill(
    large: Annotated[
        bool, typer.Option("--large", help="One office with very much in it, for measuring.")
    ] = False,
    inputs: Annotated[int, typer.Option(help="Letters and calls of the large office.")] = INPUTS,
    conversations: Annotated[int, typer.Option(help="What they belong to.")] = CONVERSATIONS,
    people: Annotated[int, typer.Option(help="Who wrote them.")] = PEOPLE,
    cases: Annotated[int, typer.Option(help="Cases of the large office.")] = 0,
    name: Annotated[str, typer.Option(help="The large office's short name.")] = "large",
    as_json: Json = False,
) -> None:
    """Make the two demonstration offices beside what is here, or with --large another one."""
    password = secrets.token_urlsafe(9)
    with database(as_owner=True):
        from baraza.base.office_register.actions import OfficeNameTaken, migrate_register

        migrate_register()
        try:
            if large:
                email = _fill_large(name, inputs, conversations, people, cases, password)
            else:
                email = _fill_small(password)
        except OfficeNameTaken as error:
            raise Refused(f"{error} Delete it first: baraza office delete") from error
    report(
        f'Sign in as {email} with the password "{password}".',
        as_json=as_json,
        email=email,
        password=password,
    )


def _fill_small(password: str) -> str:
    from baraza.config.prepare import write_demo_sign_in
    from baraza.flows.demo.filling import fill_demo

    email = fill_demo(password=password)
    write_demo_sign_in(email, password)
    return email


def _fill_large(
    name: str, inputs: int, conversations: int, people: int, cases: int, password: str
) -> str:
    from django.utils import timezone

    from baraza.flows.demo.large.filling import fill_large

    with progress_bar() as bar:
        task = bar.add_task("people", total=inputs)
        try:
            _, email = fill_large(
                slug=name,
                inputs=inputs,
                conversations=conversations,
                people=people,
                cases=cases,
                password=password,
                now=timezone.now(),
                tell=lambda step, done, total: bar.update(
                    task, description=step, completed=done, total=total
                ),
            )
        except ValueError as error:
            raise Refused(f"{error}.") from error
    return email
