"""`baraza dkim`: sign what an office sends, so that others believe it comes from there."""

from typing import Annotated

import typer

from baraza.config.cli.installation import inside_office
from baraza.config.cli.office import Name
from baraza.config.cli.output import Json, Refused, report

ADD = (
    "Add this record to the DNS of {domain}, then run the same command again; letters are signed "
    "once it is there.\n\n"
    "Name:   {name}\nType:   TXT\nValue:  {record}\n\n"
    "The same as a line of a zone file:\n{zone_line}"
)
SIGNS = "Letters from {domain} are signed with {name}, which stands in DNS."


def dkim(
    name: Name,
    renew: Annotated[
        bool, typer.Option("--renew", help="Make a new key; the old one signs until it is in DNS.")
    ] = False,
    as_json: Json = False,
) -> None:
    """The DNS record by which letters of an office are known to be its own."""
    with inside_office(name):
        import dns.exception
        from django.utils import timezone

        from baraza.base.channels.actions.signing import begin_signing, make_signing_key
        from baraza.base.channels.signatures import UnreadableKey, newest_key, signer_of
        from baraza.base.office.queries import profile

        domain = profile().email.rpartition("@")[2].lower()
        if not domain:
            raise Refused("The office has no e-mail address yet. Enter it under Set-up, Office.")
        key = newest_key(domain=domain)
        if key is None or renew:
            key = make_signing_key(domain=domain, now=timezone.now())
        try:
            signer = signer_of(key)
        except UnreadableKey as error:
            raise Refused(
                "The key was encrypted with keys that are not here. Make a new one: "
                f"baraza dkim {name} --renew"
            ) from error
        try:
            signs = begin_signing(key=key, now=timezone.now())
        except dns.exception.DNSException as error:
            signs = False
            problem = f"\n\nDNS could not be asked: {error}"
        else:
            problem = ""
        said = {"domain": domain, "name": signer.name, "record": signer.record}
        report(
            SIGNS.format(**said)
            if signs
            else ADD.format(**said, zone_line=signer.zone_line) + problem,
            as_json=as_json,
            signs=signs,
            **said,
        )
