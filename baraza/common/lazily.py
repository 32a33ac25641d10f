"""Libraries that few need and that take long to load: loaded by whoever first uses them."""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands where a module would stand; `shapely = Lazily("shapely")` instead of `import shapely`.

    Annotations that name it need `from __future__ import annotations`.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
