"""Who may open the desk, asked once for every view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baraza.base.accounts.rules import Permission, require

View = Callable[..., HttpResponse]


def staff_only(*methods: str, needs: Permission | None = None) -> Callable[[View], View]:
    """For signed-in staff and these methods only; what they may not see is not there (404), and
    what their roles do not do is refused (403).

    A part of a page asked for after the session ended is answered 401, so that a sign-in form
    never appears inside a column; the script then offers the way to sign in.
    """

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                if request.htmx:
                    return HttpResponse(status=401)
                back = request.get_full_path() if request.method == "GET" else reverse("desk:home")
                return redirect_to_login(back)
            if needs is not None:
                require(request.user, needs)
            try:
                return view(request, *args, **kwargs)
            except ObjectDoesNotExist as missing:
                raise Http404 from missing

        guarded.needs = needs
        return guarded

    return decorate
