"""The screens on which news, statements and press releases are written.

Whoever adds a model that inherits `Written` adds a line to `TEXTS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.admin.widgets import SlugInput
from wagtail.models import Locale
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from baraza.base.agenda.models import Position
from baraza.base.office.queries import profile
from baraza.common.written import best_versions
from baraza.engagement.outreach.models import Publication
from baraza.engagement.press.models import Release
from baraza.web.studio.panels import Beside


@dataclass(frozen=True, slots=True)
class Text:
    """How one kind of text is written: its fields in the order in which one thinks of them, and
    those that only some need."""

    model: type[Model]
    icon: str
    fields: tuple[str, ...]
    further: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    filters: tuple[str, ...] = ()


TEXTS = [
    Text(
        Publication,
        "doc-full",
        ("kind", "title", "summary", "body", "picture", "picture_description"),
        ("topic", "slug"),
        columns=(Column("get_kind_display", label=_("Kind"), sort_key="kind"),),
        filters=("kind", "topic", "live"),
    ),
    Text(
        Release,
        "mail",
        ("title", "place", "summary", "body"),
        ("embargo_until", "partners", "contact_name", "contact_phone", "contact_email", "topic",
         "slug"),
        filters=("topic", "live"),
    ),
    Text(
        Position,
        "tag",
        ("title", "summary", "body", "other_views", "topic"),
        ("slug",),
        filters=("topic", "live"),
    ),
]  # fmt: skip


def first_locale() -> Locale:
    """That of the office's first language, in which originals are written."""
    return Locale.objects.get(language_code=profile().default_language)


class _InFirstLanguage:
    """New texts are in the office's first language unless another is asked for."""

    request: HttpRequest

    def get_locale(self) -> Locale:
        asked = self.request.GET.get("locale")
        known = Locale.objects.filter(language_code=asked).first() if asked else None
        return known or first_locale()


class Create(_InFirstLanguage, CreateView):
    """A new text."""


class Index(_InFirstLanguage, IndexView):
    """Each text of a kind once, in the office's first language if it was written in it; or all in
    the language that is asked for."""

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset().select_related("locale")
        if self.request.GET.get("locale"):
            return rows
        return best_versions(rows, languages=profile().languages)


def viewset(text: Text) -> SnippetViewSet:
    """The screens of one kind of text."""
    name = text.model._meta.model_name
    panels = [
        ObjectList([Beside(), *map(_panel, text.fields)], heading=_("Text")),
        ObjectList([*map(_panel, text.further), PublishingPanel()], heading=_("More")),
    ]
    return type(
        f"{name}_screens",
        (SnippetViewSet,),
        {
            "model": text.model,
            "icon": text.icon,
            "base_url_path": name + "s",
            "add_view_class": Create,
            "index_view_class": Index,
            "edit_handler": TabbedInterface(panels),
            "list_filter": list(text.filters),
            "list_display": [
                "__str__",
                *text.columns,
                LocaleColumn(label=_("Language")),
                UpdatedAtColumn(label=_("Changed")),
                LiveStatusTagColumn(label=_("Status")),
            ],
            "inspect_view_enabled": False,
            "copy_view_enabled": False,
            "add_to_admin_menu": False,
        },
    )()


def _panel(field: str) -> FieldPanel:
    """The last part of the address follows the title until somebody writes their own."""
    if field == "title":
        return TitleFieldPanel(field, targets=["slug"])
    return FieldPanel(field, widget=SlugInput) if field == "slug" else FieldPanel(field)
