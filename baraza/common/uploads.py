"""Is this file what it says, and harmless enough to keep?

Nothing is believed of a file's name or of the type a browser gives: its own first bytes say what
it is. Packed files are looked through without being unpacked anywhere.
"""

import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext, gettext_noop

from baraza.common.virus_scan import scan

MOST_BYTES = 25_000_000
MOST_UNPACKED_BYTES = 250_000_000
MOST_PACKED_FILES = 10_000
_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_CANNOT_READ = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError, UnicodeDecodeError,
)  # fmt: skip


class UploadRefused(ValueError):
    """The file is not kept; `str()` says why in the reader's language."""

    def __init__(self, words: str, **facts: object) -> None:
        super().__init__(words)
        self.words = words
        self.facts = facts

    def __str__(self) -> str:
        return gettext(self.words) % self.facts


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: its media type and the endings its name may have."""

    media_type: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at: what it is, its size, and a name without any folder."""

    kind: Kind
    size: int
    name: str


PDF = Kind("application/pdf", ("pdf",))
PNG = Kind("image/png", ("png",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"))
GIF = Kind("image/gif", ("gif",))
WEBP = Kind("image/webp", ("webp",))
TIFF = Kind("image/tiff", ("tif", "tiff"))
TEXT = Kind("text/plain", ("txt", "csv", "tsv", "ics", "vcf", "eml", "json", "geojson", "md"))
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
PPTX = Kind(f"{_OFFICE}.presentationml.presentation", ("pptx",))
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
ODP = Kind("application/vnd.oasis.opendocument.presentation", ("odp",))
ZIP = Kind("application/zip", ("zip",))

PICTURES = frozenset({PNG, JPEG, GIF, WEBP})
TABLES = frozenset({TEXT, XLSX, ODS})
DOCUMENTS = frozenset({PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TEXT})
EVERYDAY = PICTURES | DOCUMENTS | {TIFF}

_BEGINNINGS: list[tuple[bytes, Kind]] = [
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
]
_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_OPEN_DOCUMENTS = {kind.media_type: kind for kind in (ODT, ODS, ODP)}

TOO_LARGE = gettext_noop("The file is too large. At most %(megabytes)s MB can be kept.")
TOO_LARGE_UNPACKED = gettext_noop("Unpacked, the file would be far too large. It is not kept.")
EMPTY = gettext_noop("The file is empty.")
NOT_ALLOWED = gettext_noop("Files of this kind are not taken here. These are: %(endings)s.")
NOT_WHAT_IT_SAYS = gettext_noop("The name ends in .%(ending)s, but the file is something else.")
LOCKED = gettext_noop("The file is locked with a password, so nobody can look into it.")
BROKEN = gettext_noop("The file is damaged and cannot be read.")
MACROS = gettext_noop("The document carries a program (macros). Please save it without.")


def check_upload(
    *,
    content: BinaryIO,
    name: str,
    allowed: Collection[Kind] = EVERYDAY,
    most_bytes: int = MOST_BYTES,
    most_unpacked_bytes: int = MOST_UNPACKED_BYTES,
    scanner: str = "",
) -> Upload:
    """Look through an uploaded file, which stands at its beginning before and after.

    `scanner` is the address of a virus scanner (`settings.CLAMD`), or empty for none.

    Raises UploadRefused; where a scanner is wanted also virus_scan.Infected and
    virus_scan.ScannerSilent, so that nothing is kept that nobody looked at.
    """
    size = content.seek(0, 2)
    content.seek(0)
    if not size:
        raise UploadRefused(EMPTY)
    if size > most_bytes:
        raise UploadRefused(TOO_LARGE, megabytes=most_bytes // 1_000_000)
    kind = _kind_of(content, most_unpacked_bytes)
    endings = sorted(one for each in allowed for one in each.endings)
    # Names come with folders of either system; "../../etc/passwd" keeps its last part only.
    bare = PurePath(name.replace("\\", "/").replace("\0", "")).name[:200] or "file"
    ending = PurePath(bare).suffix.lstrip(".").lower()
    if kind not in allowed or ending not in endings:
        raise UploadRefused(NOT_ALLOWED, endings=", ".join(endings))
    if ending not in kind.endings:
        raise UploadRefused(NOT_WHAT_IT_SAYS, ending=ending)
    content.seek(0)
    if scanner:
        scan(content=content, address=scanner)
        content.seek(0)
    return Upload(kind=kind, size=size, name=bare)


def kind_of(content: BinaryIO) -> Kind | None:
    """What a file is by its own bytes, without looking into what is packed; None where it is
    nothing known. A packed file is a ZIP here, whatever is in it.
    """
    beginning = content.read(4096)
    content.seek(0)
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    return _kind_of(content, 0)


def _kind_of(content: BinaryIO, most_unpacked_bytes: int) -> Kind | None:
    beginning = content.read(4096)
    for magic, kind in _BEGINNINGS:
        if beginning.startswith(magic):
            return kind
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return WEBP
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(content, most_unpacked_bytes)
    return TEXT if _is_text(content) else None


def _packed_kind(content: BinaryIO, most_unpacked_bytes: int) -> Kind:
    """Reads every packed file once, in small pieces, and keeps none of them."""
    try:
        with zipfile.ZipFile(content) as packed:
            parts = packed.infolist()
            # What is declared is a promise: `read` never gives more, and fails where it lies.
            declared = sum(part.file_size for part in parts)
            if declared > most_unpacked_bytes or len(parts) > MOST_PACKED_FILES:
                raise UploadRefused(TOO_LARGE_UNPACKED)
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise UploadRefused(LOCKED)
            names = {part.filename for part in parts}
            if any(PurePath(name).name.lower() == "vbaproject.bin" for name in names):
                raise UploadRefused(MACROS)
            for part in parts:
                with packed.open(part) as unpacked:
                    while unpacked.read(_CHUNK):
                        pass
            if "mimetype" in names:
                with packed.open("mimetype") as unpacked:
                    stated = unpacked.read(100).decode("ascii", "replace").strip()
                return _OPEN_DOCUMENTS.get(stated, ZIP)
    except UploadRefused:
        raise
    except _CANNOT_READ as error:
        raise UploadRefused(BROKEN) from error
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), ZIP)


def _is_text(content: BinaryIO) -> bool:
    """Whether it is UTF-8, or Latin letters in one of the older tables, or UTF-16 that says so (as
    spreadsheets save "Unicode text"), without control signs."""
    content.seek(0)
    if content.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE):
        return _is_wide_text(content)
    content.seek(0)
    while piece := content.read(_CHUNK):
        if any(sign in piece for sign in _CONTROL_SIGNS):
            return False
    return True


def _is_wide_text(content: BinaryIO) -> bool:
    content.seek(0)
    decoder = getincrementaldecoder("utf-16")()
    try:
        while piece := content.read(_CHUNK):
            text = decoder.decode(piece)
            if any(chr(sign[0]) in text for sign in _CONTROL_SIGNS):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_CONTROL_SIGNS = [bytes([number]) for number in range(32) if number not in b"\t\n\f\r\x1b"]
