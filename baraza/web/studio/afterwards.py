"""What is asked once a text was published again: was something wrong in it before?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin import messages

from baraza.base.accounts.rules import Permission, may
from baraza.flows.needs import is_changed_again


def ask_for_the_log(request: HttpRequest, text: Any) -> None:
    """Below the word that it is published, a link to the public log with what is known filled in.

    The desk's first page of the website asks the same for a week, of whoever does it later.
    """
    if request.method != "POST" or not may(request.user, Permission.PUBLISH):
        return
    text = type(text)._default_manager.get(pk=text.pk)
    if not is_changed_again(text=text):
        return
    query = urlencode({"title": str(text), "address": text.public_address})
    messages.info(
        request,
        _("Another version was public before. Was something wrong in it?"),
        buttons=[messages.button(f"{reverse('desk:log-correction')}?{query}", _("Log a change"))],
    )
