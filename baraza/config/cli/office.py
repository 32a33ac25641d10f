"""`baraza office`: the offices of this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baraza.config.cli.installation import database
from baraza.config.cli.output import Json, Refused, report

if TYPE_CHECKING:
    from baraza.base.office_register.models import Office

app = typer.Typer(no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The office's short name, part of its address.")]


@app.command("create")
def create(
    name: Name,
    title: Annotated[str, typer.Option(help="Its full name, as people see it.")] = "",
    host: Annotated[
        list[str] | None, typer.Option(help="Its host name; may be given several times.")
    ] = None,
    staff: Annotated[str, typer.Option(help="E-mail address of the first member of staff.")] = "",
    source: Annotated[
        Path | None, typer.Option("--from", help="A file made by `office export`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """A new office, empty or as it was exported elsewhere."""
    with database(as_owner=True):
        from django.utils import timezone

        from baraza.base.office_register import actions, archive

        actions.migrate_register()
        hosts = host or [f"{name.lower()}.localhost"]
        try:
            if source is not None:
                office = archive.restore_office(
                    path=source, slug=name, hosts=hosts, now=timezone.now()
                )
            else:
                office = actions.create_office(
                    slug=name, name=title or name, hosts=hosts, now=timezone.now()
                )
        except (actions.OfficeNameTaken, actions.BadOfficeName, archive.BadArchive) as error:
            raise Refused(str(error)) from error
        password = _add_staff(office, staff) if staff else ""
    words = f"The office {office.slug} is ready at {', '.join(hosts)}."
    if password:
        words += f"\n{staff} may sign in with the password {password} and should change it."
    report(words, as_json=as_json, slug=office.slug, hosts=hosts, password=password or None)


def _add_staff(office: "Office", email: str) -> str:
    import secrets

    from baraza.base.accounts.actions import add_staff
    from baraza.base.office_register.queries import within

    password = secrets.token_urlsafe(12)
    with within(office):
        add_staff(email=email, name=email.partition("@")[0], password=password)
    return password


@app.command("list")
def list_offices(as_json: Json = False) -> None:
    """Every office on this machine with its host names."""
    with database(as_owner=True):
        from baraza.base.office_register.actions import migrate_register
        from baraza.base.office_register.queries import offices

        migrate_register()
        rows = [
            {
                "slug": office.slug,
                "name": office.name,
                "hosts": [host.domain for host in office.domains.all()],
            }
            for office in offices()
        ]
    words = "\n".join(f"{row['slug']}  {row['name']}  {', '.join(row['hosts'])}" for row in rows)
    report(words or "There is no office yet.", as_json=as_json, offices=rows)


@app.command("export")
def export(
    name: Name,
    to: Annotated[Path, typer.Option(help="The file to write.")],
    as_json: Json = False,
) -> None:
    """Everything of one office in one file, which `office create --from` restores elsewhere."""
    with database(as_owner=True):
        from django.utils import timezone

        from baraza.base.office_register import archive
        from baraza.base.office_register.queries import UnknownOffice, office_by_slug
        from baraza.flows.data_held.facts import office_facts

        try:
            office = office_by_slug(slug=name)
            size = archive.export_office(
                office=office, path=to, now=timezone.now(), facts=office_facts
            )
        except (UnknownOffice, archive.BadArchive, OSError) as error:
            raise Refused(str(error)) from error
    report(f"{to}: {size:,} bytes.", as_json=as_json, path=to, bytes=size)


@app.command("delete")
def delete(
    name: Name,
    yes: Annotated[
        str, typer.Option("--yes-delete", help="The short name once more, to be sure.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Delete an office: everything it has, files too. This cannot be undone."""
    if yes != name:
        raise Refused(
            f"This deletes everything the office {name} has, for good. Export it first, then: "
            f"baraza office delete {name} --yes-delete {name}"
        )
    with database(as_owner=True):
        from baraza.base.office_register.actions import delete_office
        from baraza.base.office_register.queries import UnknownOffice, office_by_slug

        try:
            delete_office(office=office_by_slug(slug=name))
        except UnknownOffice as error:
            raise Refused(str(error)) from error
    report(f"The office {name} is deleted.", as_json=as_json, deleted=name)
