"""Pictures and files that somebody began to add in the studio and never finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from wagtail.models import UploadedFile

# Nobody comes back after that to say what a picture shows.
KEPT = timedelta(days=1)


def forget_uploads(*, now: datetime) -> int:
    """Take away those that have lain there for a day, with their files; returns how many."""
    forgotten = 0
    for upload in UploadedFile.objects.iterator():
        if _is_recent(upload, now):
            continue
        # The row last: a file without one would never be found again.
        upload.file.delete(save=False)
        upload.delete()
        forgotten += 1
    return forgotten


def _is_recent(upload: UploadedFile, now: datetime) -> bool:
    """The row carries no date; its file does, unless it is gone already."""
    try:
        return upload.file.storage.get_modified_time(upload.file.name) > now - KEPT
    except (FileNotFoundError, ValueError):
        return False
