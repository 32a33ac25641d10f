"""Rows the office keeps and, where it wishes, shows to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class ShownQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(retired_at__isnull=True)

    def on_site(self) -> Self:
        """Those everybody may read."""
        return self.in_use().filter(is_public=True)


class Shown(models.Model):
    """Kept by the office, on its website where `is_public`, and withdrawn without being lost."""

    is_public = models.BooleanField(_("shown on the website"), default=True)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        abstract = True


def address_part(words: str, *, taken: Iterable[str], otherwise: str) -> str:
    """What a page is called in its address, unlike those `taken`: at most 80 Latin letters, digits
    and hyphens; of words in another script it is made from `otherwise`."""
    first = slugify(words)[:70].strip("-") or otherwise
    used = set(taken)
    part, number = first, 2
    while part in used:
        part, number = f"{first}-{number}", number + 1
    return part
