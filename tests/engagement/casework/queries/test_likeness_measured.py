"""How well cases of one cause are found, on causes the numbers were not chosen with."""

from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.likeness import similar_cases
from tests.engagement.casework.labelled import EACH, labelled_cases

SHOWN = 5


def measured(part: str, user: User, now: datetime) -> tuple[float, float]:
    """Of the cases shown, how many share the cause; of those that could be, how many are shown."""
    labels = labelled_cases(part=part, now=now)
    shown = right = 0
    for case in Case.objects.filter(pk__in=labels).select_related("kind"):
        found = similar_cases(user=user, case=case, now=now, limit=SHOWN)
        shown += len(found)
        right += sum(labels[one.case.pk] == labels[case.pk] for one in found)
    return right / shown, right / (len(labels) * min(SHOWN, EACH - 1))


@pytest.mark.parametrize("part", ["tuning", "measuring"])
def test_most_of_what_is_shown_has_the_same_cause(
    part: str, office: Office, staff: User, now: datetime
) -> None:
    precision, recall = measured(part, staff, now)
    print(f"{part}: precision {precision:.2f}, recall {recall:.2f}")

    assert precision > 0.7
    assert recall > 0.5
