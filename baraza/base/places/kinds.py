from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaKind(TextChoices):
    """From the widest to the narrowest; an office uses those its country has."""

    NATION = "nation", _("Nation")
    REGION = "region", _("Region")
    DISTRICT = "district", _("District")
    CONSTITUENCY = "constituency", _("Constituency")
    TOWN = "town", _("Town")
    WARD = "ward", _("Ward")
    VILLAGE = "village", _("Village")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
