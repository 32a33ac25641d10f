from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baraza.base.office_register.queries import offices


def list_offices(request: HttpRequest) -> HttpResponse:
    """The offices this machine serves, for somebody who opens its bare name."""
    return render(request, "site/offices.html", {"offices": offices()})
