"""What the search finds among agencies and support."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.dialogue.inputs.excerpts import Piece, marked_words
from baraza.dialogue.inputs.sought import Sought
from baraza.engagement.casework.queries.agencies import agencies_called
from baraza.engagement.casework.queries.programmes import programmes_called
from baraza.web.desk.search.finders import FINDERS, OTHERS_SHOWN, Finder, Group, Result


def find_agencies(user: User, sought: Sought) -> Group | None:
    """By name, by what they look after, by whom one asks there."""
    words = sought.words
    found = agencies_called(words=words, organisations=sought.organisations, limit=OTHERS_SHOWN + 1)
    if not found:
        return None
    return Group(
        label=_("Agencies"),
        icon="place",
        results=[
            Result(
                url=reverse("desk:agency", args=[agency.pk]),
                title=marked_words(text=agency.organisation.name, words=words),
                aside=[Piece(str(agency.get_level_display()))],
                excerpt=marked_words(text=agency.said("what_for")[:200], words=words),
            )
            for agency in found[:OTHERS_SHOWN]
        ],
        more_url=f"{reverse('desk:agencies')}?{urlencode({'words': words})}"
        if len(found) > OTHERS_SHOWN
        else "",
        more_label=_("All agencies found"),
    )


def find_programmes(user: User, sought: Sought) -> Group | None:
    """By what is said of them, in any language."""
    words = sought.words
    found = programmes_called(words=words, limit=OTHERS_SHOWN)
    if not found:
        return None
    return Group(
        label=_("Support"),
        icon="letter",
        results=[
            Result(
                url=reverse("desk:programme", args=[programme.pk]),
                title=marked_words(text=programme.said("name"), words=words),
                excerpt=marked_words(text=programme.said("what")[:200], words=words),
            )
            for programme in found
        ],
    )


FINDERS += [
    Finder(gettext_lazy("Agencies"), Permission.READ_LETTERS, find_agencies),
    Finder(gettext_lazy("Support"), Permission.READ_LETTERS, find_programmes),
]
