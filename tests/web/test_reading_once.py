from importlib import import_module

import pytest
from django.test import Client

# By its name: the package gives out a function that is called as this module is.
profile = import_module("baraza.base.office.queries.profile")

pytestmark = pytest.mark.django_db


def test_a_page_that_is_looked_at_reads_the_offices_row_once(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    visitor.get("/contact/?a")
    read, real = [], profile._row

    def row():
        read.append(real())
        return read[-1]

    monkeypatch.setattr(profile, "_row", row)
    visitor.get("/contact/?b")
    assert len(read) == 1
