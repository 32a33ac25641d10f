"""What kinds of case the office takes, what is asked for each, and what each demands."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.common.translated import Translated


class AuthorisationRule(models.TextChoices):
    """What must be there before anybody outside is asked (requirement L1)."""

    WRITTEN = "written", _("Signed by the person")
    SPOKEN = "spoken", _("Spoken before a witness is enough")
    IMPLIED = "implied", _("Asking us is enough")


class OfferedQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that can still be chosen."""
        return self.filter(retired_at__isnull=True)


class CaseKind(Translated, models.Model):
    """A kind of case: a missed pension, lost documents, a school place."""

    # In the office's first language; `translations` has the others: code → {"name", "help",
    # "script"}.
    name = models.CharField(_("name"), max_length=100, unique=True)
    help = models.TextField(_("what it is for"), blank=True)
    translations = models.JSONField(default=dict, blank=True)
    # What staff say and ask, word by word, while somebody sits before them.
    script = models.TextField(_("script for staff"), blank=True)
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    authorisation = models.CharField(
        _("authorisation"),
        max_length=8,
        choices=AuthorisationRule.choices,
        default=AuthorisationRule.WRITTEN,
    )
    # Health, migration and the like: what is told is encrypted.
    is_sensitive = models.BooleanField(_("special categories of data"), default=False)
    is_public = models.BooleanField(_("offered on the website"), default=True)
    keep_days = models.PositiveIntegerField(_("kept after closing, in days"), default=1825)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OfferedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.said("name")


class FieldType(models.TextChoices):
    LINE = "line", _("A line")
    TEXT = "text", _("Several lines")
    DATE = "date", _("A day")
    NUMBER = "number", _("A number")
    CHOICE = "choice", _("One of several")
    YES_NO = "yes_no", _("Yes or no")


class CaseField(Translated, models.Model):
    """Something asked for a kind of case."""

    kind = models.ForeignKey(CaseKind, on_delete=models.CASCADE, related_name="fields")
    label = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("help"), max_length=500, blank=True)
    # Language → {"label", "help", "choices"}.
    translations = models.JSONField(default=dict, blank=True)
    type = models.CharField(
        _("answer"), max_length=8, choices=FieldType.choices, default=FieldType.LINE
    )
    choices = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, verbose_name=_("choices")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    # Encrypted in the database whatever the kind.
    is_sensitive = models.BooleanField(_("special category of data"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OfferedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.said("label")

    def choices_in(self, language: str = "") -> list[tuple[str, str]]:
        """What can be chosen, as it is kept and as it is called in a language."""
        code = language or get_language() or ""
        said = self.translations.get(code, {}).get("choices") or []
        # A translation that is a choice short leaves the others as they are kept.
        return list(zip(self.choices, [*said, *self.choices[len(said) :]], strict=False))

    def answer_in(self, answer: str, language: str = "") -> str:
        """What was answered as a reader of that language would say it."""
        if self.type == FieldType.YES_NO:
            return {"yes": gettext("Yes"), "no": gettext("No")}.get(answer, answer)
        if self.type == FieldType.DATE and (day := parse_date(answer[:10])):
            return date_format(day, "j F Y")
        return dict(self.choices_in(language)).get(answer, answer)


class KindStep(Translated, models.Model):
    """What is usually done for a kind of case, so many working days after it was opened."""

    kind = models.ForeignKey(CaseKind, on_delete=models.CASCADE, related_name="steps")
    words = models.CharField(_("step"), max_length=200)
    # Language → {"words"}.
    translations = models.JSONField(default=dict, blank=True)
    days = models.PositiveSmallIntegerField(_("within working days"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.said("words")


class UpdatePolicy(models.Model):
    """How often somebody hears from us and an agency from us again, by urgency; working days."""

    # A `cases.Urgency`.
    urgency = models.PositiveSmallIntegerField(primary_key=True)
    update_days = models.PositiveSmallIntegerField(_("the constituent hears from us every"))
    chase_days = models.PositiveSmallIntegerField(_("the agency is reminded after"))

    class Meta:
        ordering = ["-urgency"]
