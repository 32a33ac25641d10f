"""Pictures as people give them to us, without what a camera or telephone adds about place and
maker."""

from __future__ import annotations

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from baraza.common.uploads import PICTURES, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent

MOST_BYTES = 15_000_000
# As wide as any screen shows it; larger ones are made smaller as they come in.
WIDEST = 2560
# A picture can be small as a file and enormous on the way to the screen.
MOST_DOTS = 60_000_000
MOVES = {"GIF", "WEBP"}


def taken(file: UploadedFile, *, scanner: str) -> UploadedFile:
    """An uploaded picture, looked at and made `plain`. Raises ValidationError."""
    try:
        check_upload(
            content=file, name=file.name, allowed=PICTURES, most_bytes=MOST_BYTES, scanner=scanner
        )
    except (UploadRefused, Infected, ScannerSilent) as refused:
        raise ValidationError(str(refused)) from refused
    return plain(file)


def plain(file: UploadedFile) -> UploadedFile:
    """The same picture, upright, not wider than a screen, and with nothing in it but its dots.

    Raises ValidationError where it cannot be read.
    """
    try:
        with Image.open(file) as picture:
            kind = picture.format or "PNG"
            if picture.width * picture.height > MOST_DOTS:
                raise ValidationError(_("The picture has too many dots. Please make it smaller."))
            if kind in MOVES and getattr(picture, "n_frames", 1) > 1:
                # Moving ones keep their frames, and carry no place: their maker is no camera.
                file.seek(0)
                return file
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((WIDEST, WIDEST))
            # Only what is drawn: profile of colours apart, nothing is taken over.
            bare = Image.new(upright.mode, upright.size)
            if upright.mode == "P" and (palette := upright.getpalette()):
                bare.putpalette(palette)
            bare.paste(upright)
            out = BytesIO()
            bare.save(out, kind, quality=88, icc_profile=picture.info.get("icc_profile"))
    except (OSError, SyntaxError, ValueError) as broken:
        raise ValidationError(_("The picture cannot be read. It may be damaged.")) from broken
    return SimpleUploadedFile(file.name, out.getvalue(), file.content_type)
