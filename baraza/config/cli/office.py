"""`baraza office`: the offices of this machine."""

from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baraza.config import environment
from baraza.config.cli.installation import database, ready_office
from baraza.config.cli.output import Json, Refused, console, report

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
    staff: Annotated[
        str,
        typer.Option(help='Who sets it up: "Amina Duale <amina@example.org>", or the address.'),
    ] = "",
    source: Annotated[
        Path | None, typer.Option("--from", help="A file made by `office export`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """A new office, empty or as it was exported elsewhere."""
    person, email = _person(staff)
    hosts = host or [f"{name.lower()}.localhost"]
    desk = _desk(hosts[0])
    console.print(
        f"Making the office {name} … The first on a machine takes longer than others.", markup=False
    )
    with database(as_owner=True):
        from django.utils import timezone

        from baraza.base.office.actions.site import prepare_new_office
        from baraza.base.office_register import actions, archive
        from baraza.base.office_register.queries import within
        from baraza.config import prepare

        actions.migrate_register()
        try:
            with prepare.marking_first_tables():
                if source is not None:
                    office = archive.restore_office(
                        path=source, slug=name, hosts=hosts, now=timezone.now()
                    )
                else:
                    office = actions.create_office(
                        slug=name, name=title or name, hosts=hosts, now=timezone.now()
                    )
                    with within(office):
                        prepare_new_office()
        except (actions.OfficeNameTaken, actions.BadOfficeName, archive.BadArchive) as error:
            raise Refused(str(error)) from error
        password = _add_staff(office, person, email) if email else ""
    words = f"The office {office.slug} is made."
    if password:
        words += (
            f"\nWhile Baraza runs (baraza run), sign in at {desk} as {email} with the "
            f"password {password} and change it there."
        )
    report(words, as_json=as_json, slug=office.slug, hosts=hosts, password=password or None)


def _person(staff: str) -> tuple[str, str]:
    """Name and address as they were given; a name is made of the address where none was. Raises
    Refused, before anything is made."""
    name, email = parseaddr(staff)
    if staff and "@" not in email.strip("@"):
        raise Refused(
            f"{staff} is no e-mail address. Write --staff amina@example.org, or with a name: "
            '--staff "Amina Duale <amina@example.org>"'
        )
    return name or email.partition("@")[0], email


def _desk(host: str) -> str:
    """Where staff sign in; a host of this machine alone is asked without a proxy before it."""
    if not host.endswith("localhost"):
        return f"https://{host}/desk/"
    try:
        return f"http://{host}:{environment.port()}/desk/"
    except ValueError as error:
        raise Refused(str(error)) from error


def _add_staff(office: "Office", name: str, email: str) -> str:
    import secrets

    from baraza.base.accounts.actions import add_staff
    from baraza.base.office_register.queries import within

    password = secrets.token_urlsafe(12)
    with within(office):
        add_staff(email=email, name=name, password=password)
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
                "ready": office.is_ready,
            }
            for office in offices()
        ]
    words = "\n".join(
        f"{row['slug']}  {row['name']}  {', '.join(row['hosts'])}"
        + ("" if row["ready"] else "  (not up to date: baraza migrate)")
        for row in rows
    )
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
        from baraza.flows.data_held.facts import office_facts

        office = ready_office(name)
        try:
            size = archive.export_office(
                office=office, path=to, now=timezone.now(), facts=office_facts
            )
        except (archive.BadArchive, OSError) as error:
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
