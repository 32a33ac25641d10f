"""The least that django-post-office runs with, and a batch size that suits bulk mail."""

import os

from benchmarks.peers.database import from_environment

SECRET_KEY = "known to all: these data live for one benchmark"
DATABASES = {"default": from_environment()}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "post_office",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "post_office.EmailBackend"
EMAIL_HOST = os.environ["BENCH_SMTP_HOST"]
EMAIL_PORT = int(os.environ["BENCH_SMTP_PORT"])
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    # Each batch opens its connections anew: larger ones than the default 100 are quicker.
    "BATCH_SIZE": int(os.environ.get("BENCH_BATCH_SIZE", "1000")),
}
