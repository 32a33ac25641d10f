"""Sign what leaves with the key of the domain it comes from (DKIM, RFC 6376)."""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from baraza.base.channels.email.dkim_check import Resolver, txt_record

# RSA, because many who receive mail know nothing newer (RFC 8301, 3.2; RFC 8463 is rarely read).
KEY_BITS = 2048
# The way out of letters to many must be under the signature (RFC 8058, 4).
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references",
    b"auto-submitted", b"mime-version", b"content-type", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
# Named once more than they are there: nobody can add a second one that is read instead.
SEALED = (b"from", b"to", b"subject", b"reply-to", b"list-unsubscribe", b"list-unsubscribe-post")
# A text in DNS holds 255 bytes; longer ones are several texts in one record.
DNS_TEXT = 255
_FIELD_BREAK = re.compile(rb"\r\n(?![ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_FOLDS = re.compile(rb"[ \t\r\n]+")
_KEY_IN_RECORD = re.compile(r"(?:^|;)\s*p\s*=([^;]*)")


def new_private_key() -> str:
    """A key in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


@dataclass(frozen=True)
class Signer:
    """Signs for one domain. Raises ValueError where `private_key` is no RSA key in PEM."""

    domain: str
    selector: str
    private_key: str

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return _loaded(self.private_key)

    @property
    def name(self) -> str:
        """Where the record stands in DNS."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What stands there, in one piece."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"v=DKIM1; k=rsa; p={b64encode(public).decode('ascii')}"

    @property
    def zone_line(self) -> str:
        """The record as a line of a zone file."""
        record = self.record
        texts = " ".join(
            f'"{record[at : at + DNS_TEXT]}"' for at in range(0, len(record), DNS_TEXT)
        )
        return f"{self.name}. IN TXT ( {texts} )"

    def is_published(self, *, resolver: Resolver = txt_record) -> bool:
        """Whether DNS has this key. Raises what the resolver raises."""
        found = (resolver(self.name) or b"").decode("ascii", "replace")
        return _public(found) == _public(self.record)

    def sign(self, letter: bytes) -> bytes:
        """The letter with its signature in front; nothing else of it is changed.

        The letter has a head and a body, CRLF between lines, and each header once.
        """
        head, _, body = letter.partition(b"\r\n\r\n")
        present = {}
        for line in _FIELD_BREAK.split(head):
            name, _, value = line.partition(b":")
            present[name.strip().lower()] = _FOLDS.sub(b" ", value).strip()
        named = [name for name in SIGNED if name in present]
        names = [*named, *SEALED]
        digest = b64encode(hashlib.sha256(_relaxed(body)).digest())
        before = (
            b"v=1; a=rsa-sha256; c=relaxed/relaxed; d=%b; s=%b;\r\n h=%b;\r\n bh=%b;\r\n b="
            % (self.domain.encode(), self.selector.encode(), b":\r\n  ".join(names), digest)
        )
        lines = [b"%b:%b\r\n" % (name, present[name]) for name in named]
        lines.append(b"dkim-signature:" + _FOLDS.sub(b" ", before))
        signature = b64encode(self._key.sign(b"".join(lines), padding.PKCS1v15(), hashes.SHA256()))
        folded = b"\r\n  ".join(signature[at : at + 70] for at in range(0, len(signature), 70))
        return b"DKIM-Signature: " + before + folded + b"\r\n" + letter


@lru_cache(maxsize=100)
def _loaded(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


def _relaxed(body: bytes) -> bytes:
    """RFC 6376, 3.4.4."""
    lines = _BLANKS.sub(b" ", body + b"\r\n").replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return lines + b"\r\n" if lines else b""


def _public(record: str) -> str:
    found = _KEY_IN_RECORD.search(record)
    return re.sub(r"\s", "", found[1]) if found else ""
