"""How well causes are found by themselves, on causes the numbers were not chosen with."""

from collections import Counter
from datetime import datetime

import pytest

from baraza.base.office_register.models import Office
from baraza.engagement.casework.actions.suggesting import suggest_patterns
from baraza.engagement.casework.models import PatternSuggestion
from tests.engagement.casework.labelled import labelled_cases


@pytest.mark.parametrize("part", ["tuning", "measuring"])
def test_groups_have_one_cause(part: str, office: Office, now: datetime) -> None:
    labels = labelled_cases(part=part, now=now)

    suggest_patterns(now=now)

    grouped = right = 0
    for suggestion in PatternSuggestion.objects.all():
        causes = Counter(labels[number] for number in suggestion.case_ids)
        grouped += len(suggestion.case_ids)
        right += causes.most_common(1)[0][1]
    purity, recall = right / grouped, right / len(labels)
    print(f"{part}: purity {purity:.2f}, recall {recall:.2f}")
    assert purity > 0.85
    assert recall > 0.55
