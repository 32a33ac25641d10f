"""What a demonstration office published: news, statements, a release, notices, what came of what
people said; and the press it writes to."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils.html import format_html
from PIL import Image, ImageDraw
from wagtail.models import Locale

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.office.actions.site import set_portrait
from baraza.base.places.models import Area
from baraza.engagement.outreach.actions.corrections import log_correction
from baraza.engagement.outreach.actions.notices import AboutNotice, save_notice
from baraza.engagement.outreach.actions.reposts import pass_on, save_source
from baraza.engagement.outreach.feeds_read import Item
from baraza.engagement.outreach.models import Level, Publication, PublicationKind
from baraza.engagement.press.actions.coverage import note_coverage
from baraza.engagement.press.actions.outlets import (
    AboutContact,
    AboutOutlet,
    save_contact,
    save_outlet,
)
from baraza.engagement.press.models import Outlet, Release
from baraza.flows.demo.content import OfficeContent
from baraza.insight.actions.outcomes import AboutOutcome, publish, save_outcome

_DATA = files(__package__) / "data"
HALF_A_YEAR = timedelta(days=180)
# Of the drawing: ground, jacket, skin, hair.
COLOURS = ("#d9e6df", "#1f6b57", "#8a5a3c", "#2b1d16")


def fill_publishing(content: OfficeContent, now: datetime) -> None:
    """From ``data/<slug>/website_publishing.toml``."""
    text = (_DATA / content.slug / "website_publishing.toml").read_text(encoding="utf-8")
    _Filling(content, now).fill(tomllib.loads(text))


class _Filling:
    def __init__(self, content: OfficeContent, now: datetime) -> None:
        self.content = content
        self.now = now
        self.first = content.languages[0]
        self.by = User.objects.get(email=content.staff[-1].email)
        by_name = {topic.name: topic for topic in Topic.objects.all()}
        self.topics = {one.key: by_name[one.name[self.first]] for one in content.topics}
        self.locales = {one.language_code: one for one in Locale.objects.all()}

    def fill(self, told: Mapping[str, Any]) -> None:
        set_portrait(
            file=ContentFile(_drawn(), "portrait.png"),
            shows=told["portrait"],
            by=self.by,
            now=self.now,
        )
        for one in told.get("texts", []):
            self._text(one)
        for one in told.get("notices", []):
            self._notice(one)
        for one in told.get("outcomes", []):
            self._outcome(one)
        for one in told.get("sources", []):
            source = save_source(name=one["name"], website=one["website"], by=self.by, now=self.now)
            item = Item(title=one["title"], link=one["link"], excerpt=one["excerpt"])
            pass_on(source=source, item=item, by=self.by, now=self.now)
        for one in told.get("corrections", []):
            log_correction(
                **{name: one[name] for name in ("title", "address", "said", "says")},
                language=self.first,
                by=self.by,
                now=self.now - timedelta(days=one["days_ago"]),
            )
        for one in told.get("outlets", []):
            self._outlet(one)
        for one in told.get("coverage", []):
            note_coverage(
                outlet=Outlet.objects.get(name=one["outlet"]),
                title=one["title"],
                link=one["link"],
                published_date=(self.now - timedelta(days=one["days_ago"])).date(),
                correction=one["correction"],
                by=self.by,
                now=self.now,
            )

    def _text(self, one: Mapping[str, Any]) -> None:
        """In each language it was written in, the office's first before the others."""
        key = uuid.uuid4()
        written = self.locales.keys() & one["title"].keys()
        for code in sorted(written, key=lambda code: (code != self.first, code)):
            row = self._row(one, code)
            row.locale, row.translation_key, row.live = self.locales[code], key, False
            row.save()
            row.save_revision(user=self.by).publish(user=self.by)
            at = self.now - timedelta(days=one["days_ago"])
            type(row).objects.filter(pk=row.pk).update(first_published_at=at, last_published_at=at)

    def _row(self, one: Mapping[str, Any], code: str) -> Publication | Release:
        common = {
            "title": one["title"][code],
            "slug": one["slug"],
            "summary": one["summary"][code],
            "topic": self.topics[one["topic"]],
            "body": [
                ("paragraph", format_html("<p>{}</p>", words)) for words in one["paragraphs"][code]
            ],
        }
        if one["kind"] == "release":
            return Release(
                **common,
                place=one["place"][code],
                embargo_until=self.now + timedelta(days=one["embargo_days"]),
                contact_name=self.by.name,
                contact_email=self.by.email,
                contact_phone=self.content.phone,
            )
        return Publication(**common, kind=PublicationKind(one["kind"]))

    def _notice(self, one: Mapping[str, Any]) -> None:
        about = AboutNotice(
            title=one["title"][self.first],
            text=one["text"][self.first],
            level=Level(one["level"]),
            areas=list(Area.objects.filter(name__in=one["areas"])),
            begins_at=self.now - timedelta(hours=3),
            ends_at=self.now + timedelta(days=one["days"]),
            translations=self._others(one, "title", "text"),
        )
        save_notice(about=about, by=self.by, now=self.now)

    def _outcome(self, one: Mapping[str, Any]) -> None:
        today = self.now.date()
        about = AboutOutcome(
            topic=self.topics[one["topic"]],
            since_date=today - HALF_A_YEAR,
            until_date=today,
            you_said=one["you_said"][self.first],
            we_did=one["we_did"][self.first],
            happened_date=today - timedelta(days=6),
            link=one["link"],
            translations=self._others(one, "you_said", "we_did"),
        )
        publish(
            outcome=save_outcome(about=about, by=self.by, now=self.now), by=self.by, now=self.now
        )

    def _outlet(self, one: Mapping[str, Any]) -> None:
        about = AboutOutlet(**{name: one[name] for name in ("name", "kind", "language", "reach")})
        outlet = save_outlet(about=about, by=self.by, now=self.now)
        contact = AboutContact(**one["contact"])
        save_contact(outlet=outlet, about=contact, by=self.by, now=self.now)

    def _others(self, one: Mapping[str, Any], *fields: str) -> dict[str, dict[str, str]]:
        """Language → field → words, of all but the first."""
        codes = {code for name in fields for code in one[name]} - {self.first}
        return {
            code: {name: one[name][code] for name in fields if code in one[name]}
            for code in sorted(codes)
        }


def _drawn() -> bytes:
    """A simple drawing of somebody: a photograph would be of a real person."""
    ground, jacket, skin, hair = COLOURS
    picture = Image.new("RGB", (704, 832), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((192, 120, 512, 470), fill=hair)
    draw.ellipse((72, 560, 632, 1200), fill=jacket)
    draw.polygon([(282, 560), (422, 560), (352, 690)], fill="#f4f1e8")
    draw.rounded_rectangle((297, 440, 407, 600), 40, fill=skin)
    draw.ellipse((232, 180, 472, 500), fill=skin)
    draw.chord((222, 130, 482, 380), 180, 360, fill=hair)
    draw.ellipse((292, 322, 314, 344), fill=hair)
    draw.ellipse((390, 322, 412, 344), fill=hair)
    draw.arc((302, 360, 402, 430), 20, 160, fill="#5a2f22", width=7)
    out = BytesIO()
    picture.resize((528, 624), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
