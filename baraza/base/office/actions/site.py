"""Whether the website is published, the member's portrait on it, and the guide that leads there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.files import File
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Collection

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile

MOST_SHOWN = 255


def prepare_new_office() -> None:
    """Its website waits until somebody publishes it."""
    own = profile()
    own.site_published_at = None
    own.save(update_fields=["site_published_at"])


@transaction.atomic
def publish_site(*, by: User, now: datetime) -> bool:
    """Everybody reads all of it from now on; False where they do already."""
    if not Profile.objects.filter(pk=1, site_published_at=None).update(site_published_at=now):
        return False
    record(actor=by, act="site_published", obj=profile(), now=now)
    return True


@transaction.atomic
def take_down_site(*, by: User, now: datetime) -> bool:
    """Everybody reads only how to reach the office; False where it is so already. Nothing is
    lost."""
    published = Profile.objects.filter(pk=1, site_published_at__isnull=False)
    if not published.update(site_published_at=None):
        return False
    record(actor=by, act="site_taken_down", obj=profile(), now=now)
    return True


@transaction.atomic
def set_portrait(
    *, file: File, shows: Mapping[str, str], by: User | None, now: datetime
) -> Profile:
    """The member as the website shows them, in place of a portrait before (which stays among the
    pictures), and what it shows, by language. `file` holds nothing but its dots
    (`common.pictures`)."""
    own = profile()
    own.portrait = Image.objects.create(
        title=own.member_name or own.name,
        file=file,
        collection=Collection.get_first_root_node(),
        uploaded_by_user=by,
    )
    _describe(own, shows)
    record(actor=by, act="portrait_set", obj=own, now=now)
    return own


@transaction.atomic
def describe_portrait(*, shows: Mapping[str, str], by: User | None, now: datetime) -> None:
    """Language → what the portrait shows. Nothing happens where there is none."""
    own = profile()
    if own.portrait is not None:
        _describe(own, shows)
        record(actor=by, act="portrait_described", obj=own, now=now)


def _describe(own: Profile, shows: Mapping[str, str]) -> None:
    kept = {code: words.strip()[:MOST_SHOWN] for code, words in shows.items() if words.strip()}
    # Wherever else the picture is used, it is described in the first language.
    own.portrait.description = kept.get(own.default_language, "")
    own.portrait.save(update_fields=["description"])
    own.portrait_shows[str(own.portrait_id)] = kept
    own.save(update_fields=["portrait", "portrait_shows"])


@transaction.atomic
def change_portrait(*, picture: int | None, by: User, now: datetime) -> int | None:
    """Another picture of those kept, or none; returns which it was before."""
    own = profile()
    before, own.portrait_id = own.portrait_id, picture
    own.save(update_fields=["portrait"])
    record(actor=by, act="portrait_set", obj=own, now=now)
    return before


def put_guide_away(*, now: datetime) -> None:
    """Today does not show it any more."""
    Profile.objects.filter(pk=1).update(guide_put_away_at=now)


def bring_guide_back() -> None:
    """Today shows it again, until the website is published."""
    Profile.objects.filter(pk=1).update(guide_put_away_at=None)
