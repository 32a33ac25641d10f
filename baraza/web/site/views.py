from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from baraza.base.office_register.queries import offices
from baraza.web.site.pages import public_page, show


@require_safe
@public_page
def list_offices(request: HttpRequest) -> HttpResponse:
    """The offices this machine serves, for somebody who opens its bare name."""
    _name, _, port = request.get_host().rpartition(":")
    port = f":{port}" if port.isdigit() else ""
    listed = [
        {"name": office.name, "address": f"{request.scheme}://{hosts[0].domain}{port}/"}
        for office in offices()
        if (hosts := list(office.domains.all()))
    ]
    return show(request, "site/offices.html", {"offices": listed})
