"""Whom people live with, stand beside and speak for."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.base.people.names import search_words
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.common.folding import sort_key


class Household(models.Model):
    """People under one roof; each keeps their own record, letters and consent."""

    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    CSO = "cso", _("Civil society organisation")
    AGENCY = "agency", _("Agency")
    BUSINESS = "business", _("Business")
    MEDIA = "media", _("Media")
    SCHOOL = "school", _("School")
    COMMUNITY = "community", _("Community group")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")


class OrganisationQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Not made part of another record."""
        return self.filter(merged_into__isnull=True)


class Organisation(models.Model):
    """A body with a name; who works for it or leads it is a `Relation`."""

    name = models.CharField(_("name"), max_length=200)
    # What it is called in short, in another language, or was called before.
    other_names = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name=_("other names"),
    )
    sort_key = models.CharField(max_length=200, editable=False)
    # As for people: every word of every name, folded, and again in Latin letters.
    search_names = models.TextField(blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind.choices)
    language = models.CharField(_("language"), max_length=10, blank=True)
    address = models.TextField(_("address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    added_at = models.DateTimeField()
    # This record is part of that one (see `OrganisationMerge`).
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    contact_points = models.ManyToManyField(
        "people.ContactPoint", through="OrganisationContact", related_name="organisations"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="people_organisations_by_name"),
            GinIndex(
                SearchVector("search_names", config="simple"),
                name="people_organisation_names",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name and what it is ordered and found by."""
        self.name = name[:200]
        self.sort_key = sort_key(self.name)[:200]
        self.search_names = search_words([self.name, *self.other_names])


class OrganisationContact(models.Model):
    """That an organisation is reached at a contact point, which people may share with it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contact_links"
    )
    contact_point = models.ForeignKey(
        "people.ContactPoint", on_delete=models.CASCADE, related_name="organisation_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "contact_point"], name="people_organisation_contact_once"
            ),
        ]


class OrganisationNote(Circled):
    """A few words of staff about an organisation, seen by all staff or by a circle."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("note"))
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]


class OrganisationMerge(models.Model):
    """That one organisation's record was made part of another's, with all it takes to undo it."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    # Where → ids of the rows that pointed at the merged one.
    moved = models.JSONField(default=dict)
    # Rows that said what another said already, as they were.
    set_aside = models.JSONField(default=list)
    # Field of the kept one → [before, after].
    filled_in = models.JSONField(default=dict)

    class Meta:
        ordering = ["-merged_at", "-pk"]


class RelationKind(models.TextChoices):
    """Read from the person: "is guardian of", "works for"."""

    GUARDIAN = "guardian", _("Guardian of")
    SPEAKS_FOR = "speaks_for", _("Speaks for")
    FAMILY = "family", _("Family of")
    KNOWS = "knows", _("Knows")
    LEADER = "leader", _("Leader of")
    WORKS_FOR = "works_for", _("Works for")
    BELONGS_TO = "belongs_to", _("Belongs to")


class Relation(models.Model):
    """What a person is to another person, or to an organisation: to exactly one of the two."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=12, choices=RelationKind.choices)
    other_person = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="relations_to",
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="relations"
    )
    # In the office's words: "chair", "mother's sister".
    role = models.CharField(_("role"), max_length=100, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(other_person__isnull=True) ^ models.Q(organisation__isnull=True),
                name="people_relation_to_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "other_person"], name="people_relation_to_person_once"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "organisation"],
                name="people_relation_to_organisation_once",
            ),
        ]


class Group(models.Model):
    """A named set of people, chosen one by one."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    members = models.ManyToManyField("people.Person", through="GroupMember", related_name="groups")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """That a person is in a group, and who put them there."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="memberships"
    )
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="people_group_member_once"),
        ]
