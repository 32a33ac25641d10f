from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models.belonging import (
    Group,
    GroupMember,
    Household,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    OrganisationMerge,
    OrganisationNote,
    Relation,
    RelationKind,
)
from baraza.base.people.models.care import CallFirst, PersonNote, StaffWarning
from baraza.base.people.models.consent import Consent, ConsentWording, HowGiven, Purpose
from baraza.base.people.models.exchange import (
    ImportedLink,
    ImportedRow,
    ImportState,
    Outcome,
    PeopleImport,
)
from baraza.base.people.models.keeping import (
    Erasure,
    Hold,
    LegalHold,
    RetentionApproval,
    RetentionRule,
)
from baraza.base.people.models.sameness import (
    REASONS,
    DuplicatePair,
    DuplicateSearch,
    Merge,
    PairState,
)
from baraza.base.people.names import search_words
from baraza.base.places.models import Area
from baraza.common.folding import sort_key

__all__ = [
    "REASONS",
    "AreaSource",
    "CallFirst",
    "Consent",
    "ConsentWording",
    "ContactKind",
    "ContactLink",
    "ContactPoint",
    "ContactState",
    "DuplicatePair",
    "DuplicateSearch",
    "Erasure",
    "Group",
    "GroupMember",
    "Hold",
    "Household",
    "HowGiven",
    "ImportState",
    "ImportedLink",
    "ImportedRow",
    "LegalHold",
    "Merge",
    "Organisation",
    "OrganisationContact",
    "OrganisationKind",
    "OrganisationMerge",
    "OrganisationNote",
    "Outcome",
    "PairState",
    "PeopleImport",
    "Person",
    "PersonNote",
    "PreferredChannel",
    "Purpose",
    "Relation",
    "RelationKind",
    "RetentionApproval",
    "RetentionRule",
    "StaffWarning",
]

LONGEST_NAME = 200


class PreferredChannel(models.TextChoices):
    """How somebody asks to be reached."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    SMS = "sms", _("Text message")
    POST = "post", _("Letter on paper")
    VISIT = "visit", _("A visit")


class AreaSource(models.TextChoices):
    """How it is known where somebody lives; what a person of the office said is never redone."""

    HAND = "hand", _("Said by the office")
    POINT = "point", _("By coordinates")
    POSTCODE = "postcode", _("By postcode")
    NAME = "name", _("By the name of the place")


class PersonQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Neither erased nor made part of another record."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)


class Person(models.Model):
    """Somebody, by the name they write themselves. No party and no vote is ever kept here (P7)."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    # In another script, before marriage, or as everybody calls them.
    other_names = ArrayField(
        models.CharField(max_length=LONGEST_NAME),
        default=list,
        blank=True,
        verbose_name=_("other names"),
    )
    # Only where the person divides their name this way; never guessed from `name`.
    given_name = models.CharField(_("given name"), max_length=LONGEST_NAME, blank=True)
    family_name = models.CharField(_("family name"), max_length=LONGEST_NAME, blank=True)
    # The database has no collation for many scripts: names are ordered by this.
    sort_key = models.CharField(max_length=LONGEST_NAME, blank=True, editable=False)
    # Every word of every name, folded, and again in Latin letters: what a search looks through.
    search_names = models.TextField(blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10),
        default=list,
        blank=True,
        verbose_name=_("other languages they speak"),
    )
    preferred_channel = models.CharField(
        _("how they like to be reached"),
        max_length=10,
        choices=PreferredChannel.choices,
        blank=True,
    )
    access_needs = models.CharField(_("accessibility needs"), max_length=300, blank=True)
    birth_year = models.SmallIntegerField(_("year of birth"), null=True, blank=True)
    address = models.TextField(_("address"), blank=True)
    # As its boundaries were when they were placed there.
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area_source = models.CharField(
        max_length=10, choices=AreaSource.choices, blank=True, editable=False
    )
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    is_deceased = models.BooleanField(_("has died"), default=False)
    added_at = models.DateTimeField()
    # What is left of somebody erased is this row without a name, so that counts stay true.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    # This record is part of that one (see `Merge`).
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    contact_points = models.ManyToManyField(
        "ContactPoint", through="ContactLink", related_name="people"
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"]),
            # Few of many are found by these; the rest are soon met in the order of names.
            models.Index(
                fields=["language", "sort_key"],
                condition=~models.Q(language=""),
                name="people_by_language",
            ),
            GinIndex(fields=["languages"], name="people_languages"),
            GinIndex(
                SearchVector("search_names", config="simple"),
                name="people_search_names",
                fastupdate=False,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=True)
                | models.Q(birth_year__range=(1850, 2200)),
                name="people_birth_year_is_a_year",
            ),
        ]
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name, and what it is ordered and found by."""
        self.name = name[:LONGEST_NAME]
        self.sort_key = sort_key(self.name)[:LONGEST_NAME]
        self.search_names = search_words([self.name, *self.other_names])


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", _("Postal address")


class ContactState(models.TextChoices):
    NEW = "new", _("Not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    BOUNCING = "bouncing", _("Not reachable")
    COMPLAINED = "complained", _("Asked us to stop")


class ContactPoint(models.Model):
    """An address or number, which several people may share."""

    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=ContactState.choices, default=ContactState.NEW)
    state_reason = models.CharField(max_length=300, blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="people_contact_point_once"),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def is_dead(self) -> bool:
        """Nothing arrives there, or nobody wants it to."""
        return self.state in (ContactState.BOUNCING, ContactState.COMPLAINED)


class ContactLink(models.Model):
    """That a person is reached at a contact point."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_links")
    contact_point = models.ForeignKey(
        ContactPoint, on_delete=models.CASCADE, related_name="contact_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "contact_point"], name="people_contact_link_once"
            ),
        ]
