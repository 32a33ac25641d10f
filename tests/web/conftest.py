"""Screens are drawn without first collecting static files."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def static_files_as_written(settings: Settings) -> None:
    """The manifest of a release is made by `make run`; here files keep their names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
