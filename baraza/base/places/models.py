from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.places.kinds import AreaKind
from baraza.common.folding import fold


class AreaQuerySet(models.QuerySet):
    def in_force(self, day: date) -> Self:
        """Those whose boundaries count on that day."""
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day),
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day),
        )


class Area(models.Model):
    """A part of the country as its boundaries were from one day to another.

    A redrawn boundary is a new row: whoever lived in the old one stays there on paper, and
    `successors` say what became of it.
    """

    name = models.CharField(_("name"), max_length=200)
    other_names = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name=_("other names"),
    )
    # The name folded: what it is found and ordered by.
    folded = models.CharField(max_length=200, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=AreaKind.choices)
    # What the authorities number it by.
    code = models.CharField(_("code"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Ids from the outermost area to this one itself: what lies within is found by it.
    lineage = ArrayField(models.BigIntegerField(), default=list, editable=False)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    is_remote = models.BooleanField(_("remote"), default=False)
    is_marginalised = models.BooleanField(_("marginalised"), default=False)
    # The member was elected here: what lies within is inside the constituency.
    is_served = models.BooleanField(_("the member's constituency"), default=False)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        indexes = [GinIndex(fields=["lineage"], name="places_area_lineage")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(valid_to__isnull=True) & ~models.Q(code=""),
                name="places_area_code_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "kind", "folded"],
                condition=models.Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="places_area_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lt=models.F("valid_to")),
                name="places_area_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name and what it is found by."""
        self.name = name[:200]
        self.folded = fold(self.name)[:200]


class AreaShape(models.Model):
    """Where an area lies: a GeoJSON geometry in degrees (RFC 7946), Polygon or MultiPolygon."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="shape")
    geometry = models.JSONField()
    # West, south, east, north: most areas are ruled out without looking at the shape.
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()


class PostcodePrefix(models.Model):
    """The beginning of the postcodes of an area, or a whole one: the longest that fits leads."""

    prefix = models.CharField(max_length=20, unique=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="postcodes")

    class Meta:
        ordering = ["prefix"]

    def __str__(self) -> str:
        return self.prefix


class AreaAct(models.TextChoices):
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Name, kind or place changed")
    ENDED = "ended", _("No longer in force")


class AreaChange(models.Model):
    """What somebody changed by hand, so that it can be told and undone."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="changes")
    act = models.CharField(max_length=8, choices=AreaAct.choices)
    # Field → value; of an ended area also which lay in it.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]


class AreaFile(models.Model):
    """A file of areas that somebody looks at before they let it in."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
