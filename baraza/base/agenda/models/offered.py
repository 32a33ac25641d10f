from typing import Self

from django.db import models


class AgendaQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that can still be chosen."""
        return self.filter(retired_at__isnull=True)
