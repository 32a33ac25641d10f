"""With which key, if any, what leaves from one of our addresses is signed."""

from collections.abc import Callable

from baraza.base.channels.email.signing import Signer
from baraza.base.channels.models import SigningKey
from baraza.common.encrypted_fields import UnreadableText


class UnreadableKey(Exception):
    """The key was encrypted with a key ring that is not here: a new one must be made."""


def newest_key(*, domain: str) -> SigningKey | None:
    """The one made last, whether it signs already or not."""
    return SigningKey.objects.filter(domain=domain).order_by("-made_at", "-pk").first()


def signing_key(*, domain: str) -> SigningKey | None:
    """The newest that signs."""
    keys = SigningKey.objects.filter(domain=domain, signs_since__isnull=False)
    return keys.order_by("-signs_since", "-pk").first()


def signer_of(key: SigningKey) -> Signer:
    """Raises UnreadableKey."""
    if isinstance(key.private_key, UnreadableText):
        raise UnreadableKey(key.domain)
    return Signer(domain=key.domain, selector=key.selector, private_key=key.private_key)


def signing(address: str) -> Callable[[bytes], bytes]:
    """What is done to each letter from the address before it leaves: signed, or nothing.

    A letter that cannot be signed leaves all the same: most servers sign what passes them, and
    `baraza doctor` says what is wrong.
    """
    key = signing_key(domain=address.rpartition("@")[2].lower())
    if key is None:
        return unsigned
    try:
        return signer_of(key).sign
    except UnreadableKey:
        return unsigned


def unsigned(letter: bytes) -> bytes:
    return letter
