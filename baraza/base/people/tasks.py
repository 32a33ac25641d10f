"""Jobs of the people."""

from django.utils import timezone

from baraza.base.people.actions import duplicates, importing, placing
from baraza.base.people.models import PeopleImport
from baraza.common.jobs import every_minute, every_night, job


@job("people.suggest_duplicates")
def suggest_duplicates() -> None:
    """Somebody asked to look now."""
    duplicates.suggest_duplicates(now=timezone.now())


@every_minute("people.sweep")
def sweep() -> None:
    """Look for duplicates among people who came since."""
    duplicates.suggest_when_due(now=timezone.now())


@job(importing.WAKE_UP)
def bring_in(*, import_id: int) -> None:
    """An address book is to be brought in, or goes on after its worker was killed."""
    importing.bring_in(people_import=PeopleImport.objects.get(pk=import_id), now=timezone.now())


@every_minute("people.sweep_imports")
def sweep_imports() -> None:
    """Imports whose wake-up was lost."""
    for people_import in importing.unfinished():
        importing.bring_in(people_import=people_import, now=timezone.now())


@job(placing.PLACE_PEOPLE)
def place_people(*, person_id: int = 0) -> None:
    """Areas came or changed, somebody moved or asked: addresses may lead somewhere now."""
    placing.place_people(day=timezone.now().date(), person_id=person_id)


@every_night("people.place_newcomers")
def place_newcomers() -> None:
    """Whoever came since with an address, by an import or by hand."""
    placing.place_people(day=timezone.now().date())
