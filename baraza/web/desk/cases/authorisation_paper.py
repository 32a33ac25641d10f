"""The page somebody signs, in their own language, with a code that leads back to their case."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baraza.base.office.queries import profile
from baraza.base.people.models import Organisation
from baraza.common import paper
from baraza.engagement.casework.actions.authorising import giver_of
from baraza.engagement.casework.models import AuthorisationWording, Case
from baraza.engagement.casework.queries.authorising import usual_expiry
from baraza.web.desk.entry.papers import head_of


def pdf_of(
    *,
    case: Case,
    wording: AuthorisationWording,
    organisations: Sequence[Organisation],
    request: HttpRequest,
    is_large: bool,
) -> bytes:
    """One page, or more in large print; nothing on it is asked that is known already."""
    address = request.build_absolute_uri(reverse("desk:authorisation-paper", args=[case.code]))
    language = wording.language
    today = timezone.localdate()
    with translation.override(language):
        giver = giver_of(case)
        facts = [[_("For the matter"), case.title]]
        if case.person and case.asked_by:
            facts.insert(0, [_("I speak for"), case.person.name])
        if organisations:
            facts.append([_("Whom you may ask"), "\n".join(one.name for one in organisations)])
        else:
            facts.append([_("Whom you may ask"), _("Whoever is responsible for this matter")])
        until = paper.long_date(usual_expiry(given=today), language)
        facts.append([_("Valid until"), until])
        data = {
            "head": head_of(profile()),
            "code": paper.code_for(case.code, address),
            "title": _("I allow you to ask for me"),
            "wording": wording.text,
            "name": giver.name if giver and "@" not in giver.name else "",
            "facts": facts,
            "words": {
                "name": _("Name"),
                "place": _("Place and day"),
                "signature": _("Signature"),
                "witness": _("If you make a mark: name and signature of a witness"),
                "foot": _("Version %(version)s. Send or bring this page back to us.")
                % {"version": wording.version},
            },
        }
    return paper.render("authorisation", data, language, large_print=is_large)
