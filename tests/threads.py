"""Several people or processes at the same moment."""

import threading
from collections.abc import Callable

from django.db import connection

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within


def at_once(office: Office, *acts: Callable[[], object]) -> list[object]:
    """Run each in a thread with a connection of its own, all begun together; what each returned or
    raised, in the same order.
    """
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(position: int, act: Callable[[], object]) -> None:
        try:
            with within(office):
                barrier.wait(10)
                results[position] = act()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(position, act)) for position, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
