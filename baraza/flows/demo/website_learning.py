"""Pages that explain parliament, in a demonstration office: read, and put on the website."""

from __future__ import annotations

import tomllib
from datetime import datetime
from importlib.resources import files

from baraza.base.accounts.models import Role, User
from baraza.engagement.civics.actions import coming, saying
from baraza.flows.demo.content import OfficeContent

_DATA = files(__package__) / "data"


def fill_learning(content: OfficeContent, now: datetime) -> None:
    """The pages and the quiz that come with the product, and what is so in this parliament."""
    told = tomllib.loads(
        (_DATA / content.slug / "parliament_facts.toml").read_text(encoding="utf-8")
    )
    coming.bring(languages=content.languages, now=now)
    reader = User.objects.filter(roles__contains=[Role.CHIEF_OF_STAFF]).order_by("pk").first()
    saying.save_parliament(about=saying.AboutParliament(**told), by=reader, now=now)
    if reader is not None:
        coming.publish_all(by=reader, now=now)
        saying.publish_questions(by=reader, now=now)
