"""`python -m benchmarks.peers.inside MODULE ARGUMENT`, with a peer's own interpreter.

Makes the schema, sets Django up and only then imports the module, whose `run(argument)` returns
what is printed as one JSON object.
"""

import json
import os
import sys
from importlib import import_module

import django

from benchmarks.schema import fresh_schema


def main(module: str, argument: str) -> None:
    with fresh_schema(os.environ["BENCH_DSN"], os.environ["BENCH_SCHEMA"]):
        django.setup()
        try:
            print(json.dumps(import_module(module).run(argument)))
        finally:
            django.db.connections.close_all()


main(*sys.argv[1:])
