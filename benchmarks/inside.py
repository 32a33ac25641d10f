"""`python -m benchmarks.inside MODULE ARGUMENT`: a measurement inside Django, ours or a peer's.

Sets Django up by DJANGO_SETTINGS_MODULE and only then imports the module, whose `run(argument)`
returns what is printed as one JSON object. With BENCH_SCHEMA, that schema of the database at
BENCH_DSN is made before and dropped after.
"""

import json
import os
import sys
from contextlib import nullcontext
from importlib import import_module

import django

from benchmarks.schema import fresh_schema


def main(module: str, argument: str) -> None:
    schema = os.environ.get("BENCH_SCHEMA")
    with fresh_schema(os.environ["BENCH_DSN"], schema) if schema else nullcontext():
        django.setup()
        try:
            print(json.dumps(import_module(module).run(argument)))
        finally:
            django.db.connections.close_all()


main(*sys.argv[1:])
