"""The cause is mended: who hears it, how, and in which words."""

from __future__ import annotations

from collections import Counter

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.channels.models import Channel
from baraza.base.office.queries import needs_approval
from baraza.engagement.casework.actions import patterns as acts
from baraza.engagement.casework.actions.solved import words_for
from baraza.engagement.casework.models import Pattern
from baraza.engagement.casework.queries.concerned import concerned, languages_of
from baraza.engagement.casework.queries.patterns import has_unseen, pattern_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.patterns.forms import SolveForm


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def solve(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """What changed, and who is told?"""
    pattern = pattern_for(pattern_id=pattern_id)
    rows = concerned(pattern=pattern, user=request.user)
    languages = languages_of(rows)
    form = SolveForm(languages, _ready(pattern, languages), request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.solve(
            pattern=pattern,
            solution=form.words[form.codes[0]],
            words=form.words,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Everyone concerned hears it half a minute from now."))
        return redirect("desk:pattern", pattern_id)
    ways = Counter("hand" if needs_approval(user=request.user) else row.channel for row in rows)
    by_hand = sum(count for way, count in ways.items() if way not in _WRITTEN)
    example = next((row for row in rows if row.channel is not None), None)
    context = {
        "question": _("What changed, and who is told?"),
        "pattern": pattern,
        "form": form,
        "by_mail": ways[Channel.EMAIL],
        "on_paper": ways[Channel.LETTER],
        "by_hand": by_hand,
        "others": has_unseen(pattern=pattern, user=request.user),
        "count": len(rows),
        "example": words_for(pattern=pattern, row=example) if example and pattern.solution else "",
    }
    return render(request, "desk/patterns/solve.html", context, status=422 if form.errors else 200)


_WRITTEN = (Channel.EMAIL, Channel.LETTER)


def _ready(pattern: Pattern, languages: dict[str, int]) -> dict[str, str]:
    """A first sentence in each language the product speaks, to be gone on with."""
    known = dict(settings.LANGUAGES)
    ready = {}
    for code in languages:
        if pattern.told_words.get(code):
            ready[code] = pattern.told_words[code]
        elif code in known:
            with translation.override(code):
                ready[code] = (
                    _("you came to us with this, and so did others: %(matter)s.")
                    % {"matter": pattern.name}
                    + " "
                    + _("The cause is mended:")
                    + " "
                )
    return ready
