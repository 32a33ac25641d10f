"""Where somebody who finds a hole in this site can say so (RFC 9116)."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.office.queries import profile

# The RFC asks for less than a year, so that nobody writes to an address long given up.
TRUE_FOR = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell, in which languages, and until when this is true."""
    own = profile()
    if not own.email:
        raise Http404
    expires = (timezone.now() + TRUE_FOR).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{own.email}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(own.languages)}",
        f"Canonical: {request.build_absolute_uri(reverse('security_txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
