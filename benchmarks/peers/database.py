"""The peers' database setting: one schema of the benchmark's server."""

import os

from psycopg.conninfo import conninfo_to_dict


def from_environment() -> dict[str, object]:
    """Django's DATABASES["default"] for the address and schema named by the environment."""
    address = conninfo_to_dict(os.environ["BENCH_DSN"])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address["dbname"],
        "USER": address.get("user", ""),
        "PASSWORD": address.get("password", ""),
        "HOST": address.get("host", ""),
        "PORT": address.get("port", ""),
        "OPTIONS": {"options": f"-c search_path={os.environ['BENCH_SCHEMA']}"},
    }
