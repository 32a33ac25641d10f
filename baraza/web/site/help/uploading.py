"""Files that come with the form, however large: what is too large is said, and the rest is kept."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.common.uploads import (
    DOCX,
    JPEG,
    ODT,
    PDF,
    PNG,
    TIFF,
    TOO_LARGE,
    WEBP,
    UploadRefused,
    check_upload,
)
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.engagement.casework.actions import intake as begun
from baraza.engagement.casework.models import Intake

MOST_BYTES = 15_000_000
# A public form must not fill the office's disk.
MOST_BYTES_OF_ALL = 40_000_000
TAKEN = frozenset({PDF, JPEG, PNG, WEBP, TIFF, DOCX, ODT})


class OnlySoMuch(FileUploadHandler):
    """Lets go of a file once it is larger than any that is taken; what else was sent is read."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large: list[str] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            self.too_large.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def watch(request: HttpRequest) -> OnlySoMuch:
    """Must be called before anything of the form is read."""
    handler = OnlySoMuch(request)
    request.upload_handlers.insert(0, handler)
    return handler


def keep_files(*, request: HttpRequest, intake: Intake, watched: OnlySoMuch) -> list[str]:
    """Keeps each with the form; returns why some were not, in the reader's language."""
    too_large = _(TOO_LARGE) % {"megabytes": MOST_BYTES // 1_000_000}
    problems = [f"{name}: {too_large}" for name in watched.too_large]
    for upload in request.FILES.getlist("files"):
        try:
            looked_at = check_upload(
                content=upload,
                name=upload.name or "",
                allowed=TAKEN,
                most_bytes=MOST_BYTES,
                scanner=settings.CLAMD,
            )
            if looked_at.size + sum(intake.files.values_list("size", flat=True)) > (
                MOST_BYTES_OF_ALL
            ):
                raise begun.TooManyFiles
            begun.add_file(
                code=intake.code,
                file=EnteredFile(looked_at.name, looked_at.kind.media_type, upload.read()),
                now=timezone.now(),
            )
        except UploadRefused as refused:
            problems.append(f"{upload.name}: {refused}")
        except begun.TooManyFiles:
            problems.append(
                _("%(name)s: ten files fit, and 40 MB of them. Bring the rest, or send it by mail.")
                % {"name": upload.name}
            )
        except Infected:
            problems.append(_("%(name)s carries a virus. It was not kept.") % {"name": upload.name})
        except ScannerSilent:
            problems.append(_("The virus scanner does not answer, so no file can be kept now."))
    return problems
