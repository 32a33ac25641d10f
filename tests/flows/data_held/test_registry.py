"""No package keeps something about persons that an export or an erasure would miss."""

import pytest
from django.apps import apps

from baraza.base.people.models import Person
from baraza.base.people.registry import holdings, kinds
from baraza.common.jobs import app as jobs

HELD = {holding.name for holding in holdings()}


def pointing_at_people() -> list[tuple[str, str]]:
    """(app, model) of every foreign key to a person, those of other people's packages too."""
    return sorted(
        {
            (model._meta.app_label, model.__name__)
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is Person
        }
    )


@pytest.mark.parametrize("model", pointing_at_people(), ids="/".join)
def test_every_package_that_names_persons_exports_and_erases_them(model: tuple[str, str]) -> None:
    assert model[0] in HELD


def test_holdings_stand_lowest_first_so_that_erasing_runs_from_the_top() -> None:
    order = [holding.name for holding in holdings()]
    assert order.index("people") < order.index("channels") < order.index("inputs")
    assert order.index("inputs") < order.index("conversations")


def test_bodies_are_kept_shorter_than_records() -> None:
    days = {kind.name: kind.usual_days for kind in kinds()}
    assert days["machine"] <= days["quarantine"] <= days["originals"] <= days["letters"]
    assert len(days) == len({kind.name for kind in kinds()})


def test_the_nightly_run_is_known_to_the_workers() -> None:
    assert "data_held.retention" in jobs.tasks
