"""Our scripts and styles as browsers get them: without what only we read, or nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "desk/"
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)
# A file whose name changes with its content is never asked for anew, and opens no window.
SPARED = ("Last-Modified", "ETag", "Referrer-Policy", "Cross-Origin-Opener-Policy")
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def lean(text: str) -> str:
    """Without comments that stand on lines of their own, and without indentation."""
    return INDENTATION.sub("", COMMENT.sub("", text))


class LeanStaticFiles(CompressedManifestStaticFilesStorage):
    """A fifth of the desk's scripts is comments and indentation; nobody waits for those."""

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """As before, from leaner files."""
        if not dry_run:
            paths = {name: self._leaner(name, *found) for name, found in paths.items()}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _leaner(self, name: str, storage: Any, path: str) -> tuple[Any, str]:
        if not (name.startswith(OURS) and name.endswith((".css", ".js"))):
            return storage, path
        collected = Path(self.path(name))
        collected.write_text(lean(collected.read_text()))
        return self, name


def few_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """A kilobyte less for whoever comes for the first time."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_ours = request.path.startswith(settings.STATIC_URL)
        if is_ours and "immutable" in response.get("Cache-Control", ""):
            for name in SPARED:
                del response[name]
        return response

    return respond
