"""The languages in which the office writes, as Wagtail knows them: one tree of pages for each."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language_info
from wagtail.models import Locale, Page, Site

from baraza.base.office.queries import profile
from baraza.web.site.models import HomeRoot


def languages() -> list[str]:
    """Those of the office, its first language first."""
    return profile().languages or [settings.LANGUAGE_CODE]


def first_locale() -> Locale:
    """That of the office's first language."""
    return Locale.objects.get(language_code=languages()[0])


@transaction.atomic
def arrange(*, wanted: Sequence[str]) -> None:
    """A tree of pages for each of these languages, the first being that of the site. Trees of other
    languages go where they are empty; what was written in them stays."""
    homes = [_home(code) for code in wanted]
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": homes[0].page_ptr},
    )
    for home in HomeRoot.objects.exclude(locale__language_code__in=wanted):
        if not home.get_children_count():
            locale = home.locale
            home.delete()
            # Also kept for texts that are no pages; then it cannot be deleted, and stays.
            if not Page.objects.filter(locale=locale).exists() and _is_unused(locale):
                locale.delete()


def _home(code: str) -> HomeRoot:
    home = HomeRoot.objects.filter(locale__language_code=code).first()
    if home is not None:
        return home
    locale, _new = Locale.objects.get_or_create(language_code=code)
    # Fresh from the table: the tree is numbered by what its rows say.
    root = Page.objects.get(depth=1)
    fellow = HomeRoot.objects.first()
    keys = {"translation_key": fellow.translation_key} if fellow else {}
    name = get_language_info(code)["name_local"]
    return root.add_child(instance=HomeRoot(title=name, slug=code, locale=locale, **keys))


def _is_unused(locale: Locale) -> bool:
    return not any(
        relation.related_model._base_manager.filter(**{relation.field.name: locale}).exists()
        for relation in Locale._meta.get_fields(include_hidden=True)
        if relation.one_to_many
    )
