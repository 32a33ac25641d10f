"""A press release on the office's letterhead."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from baraza.base.office.queries import profile
from baraza.common import paper
from baraza.common.paper.layouts import Head, Letter, Letters
from baraza.engagement.press.models import Release
from baraza.engagement.press.wording import contact_lines, embargo_words, plain_words


def on_paper(*, release: Release, now: datetime) -> bytes:
    """As PDF, in its own language, with the embargo on top while it lasts."""
    own = profile()
    language = release.locale.language_code
    with override(language):
        first = [_("Press release")]
        if release.embargo_until is not None and release.embargo_until > now:
            first.append(embargo_words(release))
        address = own.postal_address.splitlines()
        day = timezone.localdate(release.public_at or now)
        data = Letters(
            head=Head(
                office=own.name,
                member=own.member_name,
                lines=[one for one in (*address, own.phone, own.email) if one],
            ),
            letters=[
                Letter(
                    to=first,
                    dated=paper.long_date(day, language),
                    subject=release.title,
                    text="\n\n".join(plain_words(release)),
                    signed=[_("For questions:"), *contact_lines(release, own)],
                )
            ],
        )
        return paper.render("letter", data, language)
