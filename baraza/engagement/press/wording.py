"""A release as the press reads it: as a mail, and in plain words for paper."""

from __future__ import annotations

from html.parser import HTMLParser

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baraza.base.channels.email.compose import UNSUBSCRIBE
from baraza.base.office.models import Profile
from baraza.engagement.press.models import Release

BREAKS = {"p", "li", "h2", "h3", "h4", "br", "dd", "blockquote", "figcaption"}


def as_mail(*, release: Release, office: Profile, is_early: bool) -> tuple[str, str]:
    """Subject and words in the language that is active, with the way out below."""
    subject = release.title
    parts = []
    if is_early and release.embargo_until:
        when = _moment(release)
        subject = _("Embargo until %(when)s: %(title)s") % {"when": when, "title": release.title}
        parts.append(_("Please do not publish before %(when)s.") % {"when": when})
    parts += [_("Press release of %(office)s") % {"office": office.name}, release.title]
    parts += plain_words(release)
    if contact := contact_lines(release, office):
        parts.append("\n".join([_("For questions:"), *contact]))
    last = _("To get no more press releases of this office: %(url)s")
    parts.append(last % {"url": f"[{UNSUBSCRIBE}]"})
    text = "\n\n".join(parts)
    return subject, text


def plain_words(release: Release) -> list[str]:
    """The paragraphs of it, without what they look like."""
    first = f"{release.place} — {release.summary}" if release.place else release.summary
    paragraphs = [first]
    for block in release.body:
        paragraphs += _Words.of(block.render())
    return paragraphs


def embargo_words(release: Release) -> str:
    """What stands on top while it is under embargo."""
    return _("Embargo until %(when)s") % {"when": _moment(release)}


def contact_lines(release: Release, office: Profile) -> list[str]:
    """Whom editors ask."""
    lines = [
        release.contact_name or office.name,
        release.contact_phone or office.phone,
        release.contact_email or office.email,
    ]
    return [line for line in lines if line]


def _moment(release: Release) -> str:
    local = localtime(release.embargo_until)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"


class _Words(HTMLParser):
    """Paragraphs of a rendered block."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs = [""]

    @classmethod
    def of(cls, html: str) -> list[str]:
        found = cls()
        found.feed(html)
        found.close()
        words = (" ".join(one.split()) for one in found.paragraphs)
        return [one for one in words if one]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BREAKS:
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        self.paragraphs[-1] += data
