from collections.abc import Callable

import pytest

from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from tests.people import somebody

NewPerson = Callable[..., Person]


@pytest.fixture
def new_person(office: Office) -> NewPerson:
    """`somebody`, within the first office."""
    return somebody
