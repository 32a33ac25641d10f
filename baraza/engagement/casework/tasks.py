from django.utils import timezone

from baraza.common.jobs import every_minute, every_night, job
from baraza.engagement.casework.actions import (
    asking,
    clocks,
    emptying,
    importing,
    patterns,
    service_requests,
    solved,
    suggesting,
)
from baraza.engagement.casework.models import CaseImport


@job(asking.FILE)
def file_asked() -> None:
    asking.file_asked(now=timezone.now())


@every_minute("casework.file_asked_missed")
def file_asked_missed() -> None:
    file_asked()


@every_night("casework.clocks")
def see_to_clocks() -> None:
    clocks.see_to_clocks(now=timezone.now())


@every_night("casework.forget_unfinished")
def forget_unfinished() -> None:
    emptying.forget_unfinished(now=timezone.now())


@job(patterns.TELL)
def tell_solved(*, pattern_id: int) -> None:
    solved.tell_concerned(pattern_id=pattern_id, now=timezone.now())


@every_minute("casework.tell_solved_missed")
def tell_solved_missed() -> None:
    solved.tell_missed(now=timezone.now())


@every_night("casework.suggest_patterns")
def suggest_patterns() -> None:
    suggesting.suggest_patterns(now=timezone.now())


@job(importing.WAKE_UP)
def bring_in(*, import_id: int) -> None:
    """Cases are to be brought in, or go on after their worker was killed."""
    importing.bring_in(case_import=CaseImport.objects.get(pk=import_id), now=timezone.now())


@every_minute("casework.sweep_imports")
def sweep_imports() -> None:
    """Imports whose wake-up was lost."""
    for case_import in importing.unfinished():
        importing.bring_in(case_import=case_import, now=timezone.now())


# Beside what leaves: other machines may take their time.
@job(service_requests.SEND, queue="outbox")
def send_requests() -> None:
    service_requests.send_due(now=timezone.now())


@every_minute("casework.send_requests_missed", queue="outbox")
def send_requests_missed() -> None:
    send_requests()
    service_requests.ask_after(now=timezone.now())
