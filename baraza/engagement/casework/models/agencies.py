"""Who is responsible for what, whom to ask there, and what support there is (L8, L9, I7)."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation, OrganisationKind, Person
from baraza.base.places.models import Area
from baraza.common.translated import Translated
from baraza.dialogue.audiences.models import Mailing
from baraza.engagement.casework.models.kinds import CaseKind, OfferedQuerySet


class Level(models.TextChoices):
    NATIONAL = "national", _("National")
    PROVINCIAL = "provincial", _("Provincial")
    MUNICIPAL = "municipal", _("Municipal")
    CSO = "cso", _("Civil society organisation")
    PRIVATE = "private", _("Private body")


# What an organisation is, where the directory knows it first.
ORGANISATION_KIND = {
    Level.NATIONAL: OrganisationKind.AGENCY,
    Level.PROVINCIAL: OrganisationKind.AGENCY,
    Level.MUNICIPAL: OrganisationKind.LOCAL_AUTHORITY,
    Level.CSO: OrganisationKind.CSO,
    Level.PRIVATE: OrganisationKind.BUSINESS,
}


class AgencyQuerySet(OfferedQuerySet):
    def in_use(self) -> Self:
        """Those of the directory whose organisation was not made part of another."""
        return super().in_use().filter(organisation__merged_into__isnull=True)


class Agency(Translated, models.Model):
    """What the office knows of an organisation it asks or refers people to."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    # Shown on the website; the notes below never are.
    is_public = models.BooleanField(_("shown on the website"), default=True)
    what_for = models.TextField(_("what they help with"), blank=True)
    # Language → {"what_for", "hours"}.
    translations = models.JSONField(default=dict, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    hours = models.CharField(_("open"), max_length=200, blank=True)
    how_it_really_goes = models.TextField(_("how it really goes"), blank=True)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.organisation.name


class Responsibility(models.Model):
    """That an agency looks after a kind of matter, everywhere or in one area."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="responsibilities")
    kind = models.ForeignKey(CaseKind, on_delete=models.CASCADE, related_name="responsible")
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # Which road, tap or school, where it is not all of them.
    what = models.CharField(_("what exactly"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "area", "what"],
                nulls_distinct=False,
                name="casework_responsible_once",
            ),
        ]


class AgencyContact(models.Model):
    """Somebody or some desk to turn to at an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("for what"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    confirmed_date = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]


class Programme(Translated, models.Model):
    """Support that exists: for whom, until when, and what to bring."""

    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("given by"),
    )
    kinds = models.ManyToManyField(CaseKind, related_name="+", blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.TextField(_("what it gives"))
    who = models.TextField(_("who is eligible"))
    documents = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name=_("documents needed"),
    )
    how = models.TextField(_("how to apply"), blank=True)
    website = models.URLField(_("website"), blank=True)
    deadline_date = models.DateField(_("apply until"), null=True, blank=True)
    # Language → {"name", "what", "who", "documents", "how"}.
    translations = models.JSONField(default=dict, blank=True)
    is_public = models.BooleanField(_("shown on the website"), default=True)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OfferedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgrammeNotice(models.Model):
    """That somebody was told of a programme; nobody is told twice."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # The letter to many it was told in.
    mailing = models.ForeignKey(
        Mailing, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="casework_told_once"),
        ]


class AgencyImport(models.Model):
    """A file of agencies: looked at first, brought in at once, taken back whole."""

    filename = models.CharField(max_length=200)
    # The rows as they were read, until it is over.
    rows = models.JSONField(default=list)
    # What became of each row: number, outcome, remarks; never its words.
    report = models.JSONField(default=list)
    # What it made and filled in, so that it can be taken back.
    made = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
