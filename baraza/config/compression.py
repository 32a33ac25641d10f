"""What leaves compressed."""

from __future__ import annotations

import secrets

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# As quick as gzip, and a twelfth smaller.
QUALITY = 5
NOT_WORTH_IT = 200
MOST_PADDING = 50


class CompressionMiddleware(GZipMiddleware):
    """Brotli on the desk where the browser takes it, gzip elsewhere.

    What is compressed differs in length by chance, so that its length tells nothing of its words
    (BREACH); gzip's middleware hides it in the name of a file, here a header does.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compresses what is not compressed yet."""
        accepted = request.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        if (
            "br" not in accepted
            or not request.path.startswith("/desk/")
            or response.streaming
            or response.has_header("Content-Encoding")
            or len(response.content) < NOT_WORTH_IT
        ):
            return super().process_response(request, response)
        compressed = brotli.compress(response.content, quality=QUALITY)
        response.content = compressed
        response["Content-Length"] = str(len(compressed))
        response["Content-Encoding"] = "br"
        response["X-Padding"] = secrets.token_hex(secrets.randbelow(MOST_PADDING))
        patch_vary_headers(response, ("Accept-Encoding",))
        etag = response.get("ETag", "")
        if etag.startswith('"'):
            response["ETag"] = f"W/{etag}"
        return response
