"""Pictures and files that an office uploads: looked into before they are kept, and served so that
nothing of them runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.staff import member_of_staff

PDF = b"%PDF-1.7\n1 0 obj\n"
XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def photo() -> Callable[..., SimpleUploadedFile]:
    def make(name: str = "well.jpg") -> SimpleUploadedFile:
        picture = Image.new("RGB", (3000, 1500), "green")
        exif = picture.getexif()
        exif[0x010F] = "Zebrafish camera"
        exif.get_ifd(0x8825)[1] = "N"
        out = io.BytesIO()
        picture.save(out, "JPEG", exif=exif)
        return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")

    return make


def test_a_picture_needs_words_and_keeps_nothing_of_the_camera(
    desk: Client, photo: Callable[..., SimpleUploadedFile]
) -> None:
    refused = desk.post("/studio/images/add/", {"title": "Well", "file": photo()})
    assert refused.status_code == 200
    assert "Please say what the picture shows" in refused.content.decode()
    assert not get_image_model().objects.exists()
    desk.post(
        "/studio/images/add/",
        {"title": "Well", "file": photo(), "description": "A well with a pump.", "tags": ""},
    )
    kept = get_image_model().objects.get()
    with kept.file.open("rb") as file:
        content = file.read()
        assert not Image.open(io.BytesIO(content)).getexif()
    assert b"Zebrafish" not in content
    assert kept.width == 2560


def test_a_picture_is_what_it_says(desk: Client) -> None:
    page = SimpleUploadedFile("well.jpg", b"<html><script>1</script></html>", "image/jpeg")
    desk.post("/studio/images/add/", {"title": "x", "file": page, "description": "x", "tags": ""})
    assert not get_image_model().objects.exists()


def test_a_picture_is_served_in_sizes_and_the_upload_never(
    visitor: Client, desk: Client, photo: Callable[..., SimpleUploadedFile]
) -> None:
    desk.post(
        "/studio/images/add/",
        {"title": "Well", "file": photo(), "description": "A well.", "tags": ""},
    )
    kept = get_image_model().objects.get()
    small = kept.get_rendition("width-480|format-webp")
    assert small.url.startswith("/pictures/images/")
    answer = visitor.get(small.url)
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    original = kept.file.name.rpartition("/")[2]
    for path in (f"/pictures/images/{original}", "/pictures/images/..", f"/{kept.file.name}"):
        assert visitor.get(path).status_code == 404


def test_of_several_pictures_none_is_kept_as_it_came(
    desk: Client, photo: Callable[..., SimpleUploadedFile]
) -> None:
    page = SimpleUploadedFile("well.jpg", b"<html><script>1</script></html>", "image/jpeg")
    refused = desk.post("/studio/images/multiple/add/", {"files[]": page}, headers=XHR).json()
    assert not refused["success"]
    assert "not taken here" in refused["error_message"]
    assert not UploadedFile.objects.exists()

    asked = desk.post("/studio/images/multiple/add/", {"files[]": photo()}, headers=XHR).json()
    aside = UploadedFile.objects.get()
    assert b"Zebrafish" not in aside.file.read()
    number = asked["uploaded_file_id"]
    desk.post(
        f"/studio/images/multiple/create_from_uploaded_image/{number}/",
        {
            f"uploaded-image-{number}-title": "Well",
            f"uploaded-image-{number}-description": "A well with a pump.",
            f"uploaded-image-{number}-tags": "",
        },
        headers=XHR,
    )
    kept = get_image_model().objects.get()
    assert kept.width == 2560
    with kept.file.open("rb") as file:
        assert b"Zebrafish" not in file.read()


def document(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def with_macros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("word/vbaProject.bin", "x")
    return packed.getvalue()


REFUSED = [
    ("leaflet.html", b"<html><script>1</script></html>", "not taken here"),
    ("leaflet.pdf", b"MZ\x90\x00" + bytes(60), "not taken here"),
    ("leaflet.docx", PDF, "something else"),
    ("leaflet.docx", with_macros(), "save it without"),
    ("leaflet.pdf", b"", "empty"),
]


@pytest.mark.parametrize(
    ("name", "content", "words"), REFUSED, ids=["web page", "program", "other", "macros", "empty"]
)
def test_a_file_that_is_not_what_it_says_is_not_kept_and_it_is_said_why(
    desk: Client, name: str, content: bytes, words: str
) -> None:
    sent = {"title": "Leaflet", "file": document(name, content), "tags": ""}
    assert words in desk.post("/studio/documents/add/", sent).content.decode()
    several = {"files[]": document(name, content), "title": "Leaflet"}
    said = desk.post("/studio/documents/multiple/add/", several, headers=XHR).json()
    assert words in said["error_message"]
    chosen = {f"document-chooser-upload-{key}": value for key, value in sent.items()}
    chosen["document-chooser-upload-file"] = document(name, content)
    answer = desk.post("/studio/documents/chooser/create/", chosen, headers=XHR)
    assert answer.json()["step"] == "reshow_creation_form"
    assert words in answer.json()["htmlFragment"]
    assert not get_document_model().objects.exists()


def test_a_file_cannot_be_replaced_by_one_that_would_be_refused(desk: Client) -> None:
    kept = get_document_model().objects.create(title="Leaflet", file=document("leaflet.pdf", PDF))
    sent = {"title": "Leaflet", "file": document("leaflet.pdf", b"MZ\x90\x00"), "tags": ""}
    assert "not taken here" in desk.post(f"/studio/documents/edit/{kept.pk}/", sent).text
    kept.refresh_from_db()
    assert kept.file.read() == PDF
    desk.post(f"/studio/documents/edit/{kept.pk}/", {"title": "The leaflet", "tags": ""})
    kept.refresh_from_db()
    assert (kept.title, kept.file.read()) == ("The leaflet", PDF)


def test_a_file_is_downloaded_and_never_opened_within_the_site(
    visitor: Client, desk: Client, two_offices: tuple[Office, Office]
) -> None:
    sent = {"title": "Leaflet", "file": document("../../leaflet.pdf", PDF), "tags": ""}
    desk.post("/studio/documents/add/", sent)
    kept = get_document_model().objects.get()
    answer = visitor.get(kept.url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="{kept.filename}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert visitor.get(kept.url.replace(kept.filename, "other.pdf")).status_code == 404
    with within(two_offices[1]):
        member_of_staff(email="chief@lakeside.example", name="Chief")
    there = Client(headers={"host": "lakeside.localhost"})
    assert there.get(kept.url).status_code == 404
