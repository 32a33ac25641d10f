"""Change an area, and what leads to it."""

from collections.abc import Collection

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.places.lookup import normal_postcode
from baraza.base.places.models import Area, PostcodePrefix


@transaction.atomic
def change_area(
    *,
    area: Area,
    by: User | None,
    population: int | None,
    is_remote: bool,
    is_marginalised: bool,
    is_served: bool,
    postcodes: Collection[str],
) -> list[str]:
    """Say anew what the office knows of it. Returns the postcodes that lead elsewhere already and
    were left out.
    """
    area.population = population
    area.is_remote, area.is_marginalised, area.is_served = is_remote, is_marginalised, is_served
    area.save()
    wanted = set(filter(None, map(normal_postcode, postcodes)))
    area.postcodes.exclude(prefix__in=wanted).delete()
    taken = PostcodePrefix.objects.filter(prefix__in=wanted).exclude(area=area)
    elsewhere = set(taken.values_list("prefix", flat=True))
    PostcodePrefix.objects.bulk_create(
        [PostcodePrefix(prefix=prefix[:20], area=area) for prefix in sorted(wanted - elsewhere)],
        ignore_conflicts=True,
    )
    record(actor=by, act="changed", obj=area)
    return sorted(elsewhere)
