"""Who comes into the studio, and how it looks to them: as the desk does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.users.models import UserProfile

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import require
from baraza.base.office.queries import zone
from baraza.web.studio.policies import ENTER

View = Callable[..., HttpResponse]

# Draftail puts two style sheets into the page itself: that of lists, and an empty one.
STYLES = (
    "'sha256-Mhr2Q/2u+/s2WzwlFRrqCw7x0IU+emukGS8Q9RtPZ44='",
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
)


def guarded(view: View) -> View:
    """For those who write. The second factor is asked for by the middleware, as everywhere."""

    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        require(request.user, ENTER)
        request.user.wagtail_userprofile = _preferences(request, request.user)
        try:
            response = view(request, *args, **kwargs)
        except MultiValueDictKeyError:
            # A form of which a part was lost on the way: no editor sends that.
            return HttpResponse(status=400)
        if "/preview/" in request.path:
            response._csp_replace = {"frame-ancestors": ["'self'"]}
        else:
            # A picture on its way up is shown from the browser's own memory.
            response._csp_update = {"style-src": list(STYLES), "img-src": ["blob:"]}
        return response

    return respond


def _preferences(request: HttpRequest, user: User) -> UserProfile:
    """What Wagtail reads of a person's tastes, taken from what they chose on the desk; never
    saved."""
    chosen = dict(
        part.split(":", 1) for part in request.COOKIES.get("looks", "").split(".") if ":" in part
    )
    theme = chosen.get("theme", "")
    return UserProfile(
        user=user,
        current_time_zone=zone().key,
        theme=theme if theme in UserProfile.AdminColorThemes.values else "system",
        contrast="more_contrast" if chosen.get("contrast") == "more" else "system",
        density="snug" if chosen.get("density") == "compact" else "default",
        keyboard_shortcuts=chosen.get("keys") != "off",
    )
