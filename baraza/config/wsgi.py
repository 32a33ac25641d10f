"""What the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baraza.config.settings")
_django = get_wsgi_application()

# What these import can be imported once the line above has loaded the models.
from baraza.config.ready_pages import ReadyPages  # noqa: E402
from baraza.config.visits import Visits  # noqa: E402

application = ReadyPages(_django, visits=Visits())
