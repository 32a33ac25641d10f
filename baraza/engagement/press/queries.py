"""What is known of the press."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from baraza.engagement.press.models import MediaContact, Outlet, Release, SentTo


def outlets() -> QuerySet[Outlet]:
    """The list, with whom to write to at each. Two queries."""
    contacts = MediaContact.objects.order_by("pk")
    return Outlet.objects.filter(retired_at=None).prefetch_related(
        Prefetch("contacts", queryset=contacts)
    )


def reached(*, release: Release) -> QuerySet[SentTo]:
    """Ids of the contacts who have this text, or are about to get it, in whichever language."""
    return SentTo.objects.filter(text_key=release.translation_key).values("contact")
