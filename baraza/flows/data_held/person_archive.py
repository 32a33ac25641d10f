"""Everything held about one person, as a ZIP file that anybody can read.

`index.html` needs no script and no program but a browser; `data.json` says the same for machines;
letters as they arrived and their attachments lie in `files/`.
"""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.base.people.registry import Entry, Holding, holdings

_UNSAFE = re.compile(r"[^\w.\- ]+")
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "article{border-top:1px solid #ccc;padding:.75rem 0}h3{margin:0}dl{display:grid;"
    "grid-template-columns:max-content 1fr;gap:0 1rem;margin:.25rem 0}dt{color:#555}dd{margin:0}"
    "pre{white-space:pre-wrap;font:inherit;margin:.5rem 0}"
)


def write_person_archive(*, person: Person, user: User, to: IO[bytes], now: datetime) -> int:
    """Write the ZIP to a seekable file; returns how many entries it has.

    In the person's language where the product speaks it, else in the office's. Holds what `user`
    may see (`hidden_entries` counts the rest). One letter at a time is in memory.
    """
    office = profile()
    known = dict(settings.LANGUAGES)
    language = next(
        (code for code in (person.language, office.default_language) if code in known), "en"
    )
    with (
        translation.override(language),
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.TemporaryFile("w+", encoding="utf-8") as page,
        tempfile.TemporaryFile("w+", encoding="utf-8") as data,
    ):
        count = _write(_Writer(archive, page, data), person, user, office, language, now)
        for name, written in (("index.html", page), ("data.json", data)):
            written.flush()
            written.seek(0)
            with archive.open(name, "w", force_zip64=True) as member:
                for piece in iter(lambda file=written: file.read(65_536), ""):
                    member.write(piece.encode())
    record(actor=user, act="exported_person", obj=person, now=now, count=count)
    return count


def hidden_entries(*, person: Person, user: User) -> int:
    """How many things about the person are in circles this member of staff does not belong to."""
    return sum(holding.hidden(person, user) for holding in holdings())


class _Writer:
    """The three things being written side by side."""

    def __init__(self, archive: zipfile.ZipFile, page: IO[str], data: IO[str]) -> None:
        self.archive, self.page, self.data = archive, page, data
        self.files = 0

    def file(self, name: str, content: bytes) -> str:
        """Add a file under a name of its own; returns its path in the archive."""
        self.files += 1
        safe = _UNSAFE.sub("_", name).strip(" .")[-80:] or "file"
        path = f"files/{self.files:05d}-{safe}"
        self.archive.writestr(path, content)
        return path


def _write(
    writer: _Writer, person: Person, user: User, office: Profile, language: str, now: datetime
) -> int:
    title = gettext("What %(office)s holds about you") % {"office": office.name}
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    made = gettext("Written on %(date)s.") % {"date": date_format(now, "DATE_FORMAT")}
    writer.page.write(
        f'<!DOCTYPE html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1><p><bdi>{escape(person.name)}</bdi></p>"
        f"<p>{escape(made)}</p>"
    )
    about = {"office": office.name, "person": person.name, "written_at": now.isoformat()}
    writer.data.write(json.dumps(about, ensure_ascii=False)[:-1] + ', "sections": [')
    count = 0
    for position, holding in enumerate(holdings()):
        writer.data.write(", " if position else "")
        count += _section(writer, holding, person, user)
    writer.data.write("]}")
    writer.page.write("</html>")
    return count


def _section(writer: _Writer, holding: Holding, person: Person, user: User) -> int:
    writer.page.write(format_html("<h2>{}</h2>", holding.label))
    head = {"name": holding.name, "label": str(holding.label)}
    writer.data.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "entries": [')
    count = 0
    for entry in holding.export(person, user):
        paths = [writer.file(file.name, file.read()) for file in entry.files]
        writer.data.write(", " if count else "")
        writer.data.write(json.dumps(_as_data(entry, paths), ensure_ascii=False))
        writer.page.write("".join(_as_page(entry, paths)))
        count += 1
    if not count:
        writer.page.write(format_html("<p>{}</p>", gettext("Nothing.")))
    writer.data.write("]}")
    return count


def _as_data(entry: Entry, paths: list[str]) -> dict[str, Any]:
    return {
        "title": entry.title,
        "happened_at": entry.happened_at.isoformat() if entry.happened_at else None,
        "facts": dict(entry.facts),
        "text": entry.text,
        "files": paths,
    }


def _as_page(entry: Entry, paths: list[str]) -> Iterator[str]:
    yield format_html('<article><h3 dir="auto">{}</h3>', entry.title or gettext("No subject"))
    if entry.happened_at:
        moment = date_format(entry.happened_at, "DATETIME_FORMAT")
        yield format_html('<time datetime="{}">{}</time>', entry.happened_at.isoformat(), moment)
    facts = format_html_join(
        "",
        "<dt>{}</dt><dd><bdi>{}</bdi></dd>",
        ((name, value) for name, value in entry.facts.items()),
    )
    yield format_html("<dl>{}</dl>", facts) if entry.facts else ""
    yield format_html('<pre dir="auto">{}</pre>', entry.text) if entry.text else ""
    links = format_html_join(
        "", '<li><a href="{}" download>{}</a></li>', ((path, path) for path in paths)
    )
    yield format_html("<ul>{}</ul></article>", links) if paths else "</article>"
