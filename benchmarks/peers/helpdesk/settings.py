"""The least that django-helpdesk runs with; everything not said here is its default."""

import os

from benchmarks.peers.database import from_environment

SECRET_KEY = "known to all: these data live for one benchmark"
DATABASES = {"default": from_environment()}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "rest_framework",
    "helpdesk",
    "django_cleanup",
]
SITE_ID = 1
ROOT_URLCONF = "benchmarks.peers.helpdesk.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
MEDIA_ROOT = os.environ["BENCH_MEDIA"]
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = "casework@solberg-office.example"
HELPDESK_TEAMS_MODE_ENABLED = False
