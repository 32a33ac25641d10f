"""`baraza demo`: the demonstration offices."""

import secrets

from baraza.config.cli.installation import database
from baraza.config.cli.output import Json, Refused, report


def fill(as_json: Json = False) -> None:
    """Make the two demonstration offices beside what is here."""
    with database(as_owner=True):
        from baraza.base.office_register.actions import OfficeNameTaken, migrate_register
        from baraza.config.prepare import write_demo_sign_in
        from baraza.flows.demo.filling import fill_demo

        migrate_register()
        password = secrets.token_urlsafe(9)
        try:
            email = fill_demo(password=password)
        except OfficeNameTaken as error:
            raise Refused(f"{error} Delete it first: baraza office delete") from error
        write_demo_sign_in(email, password)
    report(
        f'Sign in as {email} with the password "{password}".',
        as_json=as_json,
        email=email,
        password=password,
    )
