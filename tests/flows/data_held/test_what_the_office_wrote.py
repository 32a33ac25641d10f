"""Pages, pictures and files that an office made are exported with it, come back, and go with it."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale

from baraza.base.office_register.actions import delete_office
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import office_by_slug, within
from baraza.engagement.outreach.models import Publication
from baraza.flows.data_held import backups
from baraza.web.site.models import ContentPage, HomeRoot

LEAFLET = b"%PDF-1.7 the leaflet"


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings: LazySettings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def neighbours_file(kept_office: Office) -> Iterator[Path]:
    """Something another office of the machine keeps under the same name."""
    with within(office_by_slug(slug="highlands")):
        name = default_storage.save("documents/leaflet.pdf", ContentFile(b"the neighbour's"))
        kept = Path(default_storage.path(name))
    yield kept
    kept.unlink()


def write_pages() -> None:
    """A page with a translation under way, a picture in two sizes, a file, and a piece of news."""
    drawn = BytesIO()
    Image.new("RGB", (1200, 600), "green").save(drawn, "JPEG")
    well = get_image_model().objects.create(
        title="Well",
        description="A well with a pump.",
        file=SimpleUploadedFile("well.jpg", drawn.getvalue(), "image/jpeg"),
    )
    well.get_rendition("width-480|format-webp")
    leaflet = get_document_model().objects.create(
        title="Leaflet", file=SimpleUploadedFile("leaflet.pdf", LEAFLET)
    )
    body = [
        {"type": "picture", "value": {"image": well.pk, "description": "A well.", "caption": ""}},
        {"type": "file", "value": {"document": leaflet.pk, "label": "The leaflet"}},
    ]
    roots = {root.locale.language_code: root for root in HomeRoot.objects.select_related("locale")}
    page = roots["en"].add_child(instance=ContentPage(title="Our library", body=body))
    page.save_revision().publish()
    page.title = "Our new library"
    page.save_revision()
    page.copy_for_translation(roots["fr"].locale)
    news = Publication.objects.create(
        title="Water", slug="water", summary="x", locale=Locale.objects.get(language_code="en")
    )
    news.save_revision().publish()


def kept_on_disk(schema: str) -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT) / schema
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_an_office_wrote_comes_back_elsewhere_and_goes_with_it(
    kept_office: Office, neighbours_file: Path, tmp_path: Path, now: datetime
) -> None:
    write_pages()
    files = kept_on_disk(kept_office.schema_name)
    assert {name.partition("/")[0] for name in files} == {"documents", "images", "original_images"}
    backups.back_up(offices=[kept_office], folder=tmp_path / "b", now=now)
    connection.set_schema_to_public()
    delete_office(office=kept_office)
    assert kept_on_disk(kept_office.schema_name) == {}

    done = backups.restore(
        file=tmp_path / "b" / "canary.office",
        slug="canary-elsewhere",
        hosts=["elsewhere.localhost"],
        now=now,
    )
    try:
        assert done.problems == []
        assert kept_on_disk(done.office.schema_name) == files
        reader = Client(headers={"host": "elsewhere.localhost"})
        text = reader.get("/our-library/").text
        assert "Our library" in text
        with within(done.office):
            leaflet = get_document_model().objects.get()
            small = get_image_model().objects.get().get_rendition("width-480|format-webp")
            page = ContentPage.objects.get(locale__language_code="en")
            assert page.get_latest_revision_as_object().title == "Our new library"
            assert ContentPage.objects.get(locale__language_code="fr").live is False
        assert leaflet.url in text
        assert b"".join(reader.get(leaflet.url).streaming_content) == LEAFLET
        assert reader.get(small.url)["Content-Type"] == "image/webp"
        assert "Water" in reader.get("/news/").text
        neighbour = Client(headers={"host": "highlands.localhost"})
        assert neighbour.get(leaflet.url).status_code == 404
        assert neighbour.get("/our-library/").status_code == 404
    finally:
        connection.set_schema_to_public()
        delete_office(office=done.office)
    assert kept_on_disk(done.office.schema_name) == {}
    assert neighbours_file.read_bytes() == b"the neighbour's"
