"""What somebody began to upload in the studio and never finished."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import UploadedFile

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common.jobs import app
from baraza.flows.uploads import forget_uploads


def begun() -> UploadedFile:
    upload = UploadedFile()
    upload.file.save("well.jpg", ContentFile(b"a picture nobody described"))
    return upload


def is_there(upload: UploadedFile) -> bool:
    return upload.file.storage.exists(upload.file.name)


@pytest.mark.usefixtures("office")
def test_it_goes_with_its_file_after_a_day() -> None:
    upload = begun()
    name, storage = upload.file.name, upload.file.storage
    assert forget_uploads(now=timezone.now()) == 0
    assert is_there(upload)
    assert forget_uploads(now=timezone.now() + timedelta(days=1, minutes=1)) == 1
    assert not storage.exists(name)
    assert not UploadedFile.objects.exists()


@pytest.mark.usefixtures("office")
def test_one_whose_file_is_gone_goes_too() -> None:
    upload = begun()
    upload.file.storage.delete(upload.file.name)
    assert forget_uploads(now=timezone.now()) == 1


def test_each_night_in_each_office(two_offices: tuple[Office, Office], now: datetime) -> None:
    for office in two_offices:
        with within(office):
            begun()
            # As if it had been there since long ago.
            UploadedFile.objects.update(file="wagtail_uploads/nowhere.jpg")
    app.tasks["uploads.forget"].func(timestamp=0)
    for office in two_offices:
        with within(office):
            assert not UploadedFile.objects.exists()
