"""Every address of the product, found by walking the resolver: new ones join by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Parts that lead to nothing of anybody's: one value stands for all.
ALIKE = {"Ends": "json"}


@dataclass(frozen=True, slots=True)
class Address:
    """A named pattern; `parts` maps each part of the path that leads to something to its kind."""

    name: str
    parts: tuple[tuple[str, str], ...]
    alike: tuple[tuple[str, str], ...] = ()

    def path(self, **values: object) -> str:
        """The path with these values in it."""
        return reverse(self.name, kwargs=dict(self.alike) | values)


def every_address() -> list[Address]:
    """All of an office's addresses, by name."""
    found = sorted(_walk(get_resolver(), "", ()), key=lambda address: address.name)
    for one, other in pairwise(found):
        assert one.name != other.name, f"two addresses are called {one.name}: one is never reached"
    return found


def _walk(
    resolver: URLResolver, namespace: str, parts: tuple[tuple[str, str], ...]
) -> Iterator[Address]:
    for each in resolver.url_patterns:
        further = parts + _parts_of(each)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each, inner, further)
        elif each.name:
            yield Address(
                namespace + each.name,
                tuple(part for part in further if part[1] not in ALIKE),
                tuple((name, ALIKE[kind]) for name, kind in further if kind in ALIKE),
            )
        else:
            raise AssertionError(f"{each} has no name, so nobody can test it")


def _parts_of(each: URLPattern | URLResolver) -> tuple[tuple[str, str], ...]:
    converters = getattr(each.pattern, "converters", {})
    named = {name: type(one).__name__ for name, one in converters.items()}
    for name in each.pattern.regex.groupindex:
        named.setdefault(name, "text")
    return tuple(named.items())
