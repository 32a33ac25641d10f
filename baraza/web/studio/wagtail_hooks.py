"""What Wagtail finds by this name: our kinds of text, and what follows when one is published."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.snippets.models import register_snippet

from baraza.web.studio import policies
from baraza.web.studio.afterwards import ask_for_the_log
from baraza.web.studio.panels import Beside
from baraza.web.studio.publications import TEXTS, viewset

for moment in ("after_edit_page", "after_edit_snippet"):
    hooks.register(moment, ask_for_the_log)

policies.register(more=[text.model for text in TEXTS])
for text in TEXTS:
    register_snippet(viewset(text))

# Pages are the site's own; how they are written is the studio's.
page = apps.get_model("site", "ContentPage")
page.edit_handler = TabbedInterface(
    [
        ObjectList([Beside(), *page.content_panels], heading=_("Text")),
        ObjectList([*page.promote_panels, *page.settings_panels], heading=_("More")),
    ]
)
