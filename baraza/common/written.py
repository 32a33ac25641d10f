"""What the office writes for everybody: drafts, versions, a day to appear, approval, and the same
text in other languages.

A model inherits `Written` first and its `Meta` from `Written.Meta`, names in `WORDS` the fields
that are translated, and is written in the studio (`web/studio/publications.py` registers it).
Only text meant for the public belongs here: Wagtail keeps every version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    Workflow,
    WorkflowMixin,
)

# Model → how it looks on the site: a function of request and object that gives the response.
previews: dict[type[models.Model], Callable[..., object]] = {}
# Model → where everybody reads it: a function of the object that gives its address on the site, the
# same in every language.
addresses: dict[type[models.Model], Callable[[Any], str]] = {}


class PublicText(PreviewableMixin, models.Model):
    """What pages, news and statements have in common: words, and where a translation comes from."""

    # Fields with words, as they are translated.
    WORDS: ClassVar[tuple[str, ...]] = ()

    # The version of the original that a translation says the same as.
    made_from = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    class Meta:
        abstract = True

    @property
    def public_address(self) -> str:
        """Where everybody reads it once it is published."""
        return addresses[type(self)](self)

    def serve_preview(self, request: object, mode_name: str) -> object:
        """As readers will see it."""
        return previews[type(self)](request, self)

    def _get_dummy_header_url(self, original_request: Any = None) -> str:
        # The preview is asked of the office that is being worked in, whatever its host name.
        return original_request.build_absolute_uri("/")


class Written(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PublicText,
    TranslatableMixin,
    ClusterableModel,
):
    """A text for the public that is not a page of its own: news, a statement, a release."""

    _workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @classmethod
    def get_default_workflow(cls) -> Workflow | None:
        """An office has one way of approval, for all its texts."""
        return Workflow.objects.active().first()


def best_versions(rows: QuerySet[Any], *, languages: Sequence[str]) -> QuerySet[Any]:
    """Of each text among these the one version to show: in the first of the languages it was
    written in, else in any."""
    ranks = [When(locale__language_code=code, then=Value(at)) for at, code in enumerate(languages)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    versions = rows.filter(translation_key=OuterRef("translation_key")).order_by(rank, "pk")
    return rows.filter(pk=Subquery(versions.values("pk")[:1]))
