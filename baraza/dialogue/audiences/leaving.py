"""The way out that stands at the end of each letter to many: an address nobody can guess."""

from django.core.signing import BadSignature, Signer
from django.db import connection

from baraza.dialogue.audiences.models import Addressee

# Below the office's public address.
PATH = "leave/"


class UnknownWayOut(ValueError):
    """This office never wrote that address."""


def way_out(*, site: str, addressee_id: int) -> str:
    """Where somebody says that they want no more such letters; it never runs out."""
    return f"{site.rstrip('/')}/{PATH}{_signer().sign(str(addressee_id))}/"


def addressee_of(*, token: str) -> Addressee:
    """Whose way out this is. Raises UnknownWayOut."""
    try:
        number = int(_signer().unsign(token))
        return Addressee.objects.select_related("mailing", "person").get(pk=number)
    except (BadSignature, ValueError, Addressee.DoesNotExist) as error:
        raise UnknownWayOut from error


def _signer() -> Signer:
    # Short enough that no mail program breaks the line.
    return Signer(salt=f"leave:{connection.schema_name}", sep=".", algorithm="sha1")
