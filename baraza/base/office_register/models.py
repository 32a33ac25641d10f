from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Office(TenantMixin):
    """One member's office; `schema_name` is where everything it knows is kept."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # Its tables are as this Baraza needs them. While they are not, nobody works in it, no page
    # shows it and no job runs for it; what is sent to it waits where it is.
    is_ready = models.BooleanField(default=True, db_default=True)

    # The owner's role creates schemas in create_office(), which also grants the application's.
    auto_create_schema = False

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class HostName(DomainMixin):
    """A host name that leads to an office; the primary one is used in links."""

    class Meta:
        ordering = ["-is_primary", "domain"]
