"""Which office a request is for, who makes it, and whether the installation is alive."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_tenants.middleware import TenantMainMiddleware

from baraza.base.accounts.actions.sessions import mark_seen
from baraza.base.accounts.queries import session_state
from baraza.base.accounts.receivers import SESSION_ID
from baraza.base.office.queries import reading_once, zone
from baraza.base.office_register.models import HostName, Office
from baraza.base.office_register.queries import is_host, office_at
from baraza.config import health as condition
from baraza.config import metrics

Handler = Callable[[HttpRequest], HttpResponse]
RETRY_SECONDS = 300


def health(get_response: Handler) -> Handler:
    """Answer `GET /healthz` before any office is looked up, whatever the host name."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405)
        failing = condition.failing()
        if failing:
            return JsonResponse({"status": "failing", "failing": failing}, status=503)
        return JsonResponse({"status": "ok"})

    return respond


def for_machines(get_response: Handler) -> Handler:
    """Answer what a monitoring system and a TLS proxy ask, whatever the host name.

    `/metrics` is there only for whoever has the secret. `/known-host?domain=…` says by its status
    whether a host name is an office's, so that a proxy gets certificates for those and no others.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path == "/metrics" and request.method == "GET":
            if not metrics.is_allowed(request.headers.get("Authorization", "")):
                return HttpResponse(status=404)
            connection.set_schema_to_public()
            return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)
        if request.path == "/known-host" and request.method == "GET":
            connection.set_schema_to_public()
            domain = request.GET.get("domain", "").lower()
            return HttpResponse(status=204 if is_host(domain=domain) else 404)
        return get_response(request)

    return respond


class OfficeMiddleware(TenantMainMiddleware):
    """Host name → office → schema. The machine's own names list the offices; others are 404."""

    MACHINE_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

    @staticmethod
    def hostname_from_request(request: HttpRequest) -> str:
        host = request.get_host()
        return (host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host).lower()

    def get_tenant(self, domain_model: type[HostName], hostname: str) -> Office:
        office = office_at(host=hostname)
        if office is None:
            raise domain_model.DoesNotExist(hostname)
        return office

    def no_tenant_found(self, request: HttpRequest, hostname: str) -> None:
        if hostname not in self.MACHINE_NAMES:
            raise Http404(hostname)
        self.setup_url_routing(request, force_public=True)


def only_ready_offices(get_response: Handler) -> Handler:
    """Whoever comes to an office whose tables are not up to date is told so, on every address."""

    def respond(request: HttpRequest) -> HttpResponse:
        office = getattr(request, "tenant", None)
        if office is None or office.is_ready:
            return get_response(request)
        # As a value and no more: what comes with a request by itself would ask those tables.
        words = render_to_string("503.html", {"request": request})
        response = HttpResponse(
            words, status=503, headers={"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"}
        )
        # `migrate` has said it: the journal needs no line for each visitor.
        response._has_been_logged = True
        return response

    return respond


def reads_the_office_once(get_response: Handler) -> Handler:
    """A page that is looked at asks but once whose office this is; many of its parts need it."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with reading_once():
            return get_response(request)

    return respond


def private_pages(get_response: Handler) -> Handler:
    """Nothing a signed-in person sees is kept by a browser or a proxy."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie"])
        return response

    return respond


class StaffMiddleware:
    """Whoever is signed in has a session that nobody ended, and a second factor (requirement P1).

    Everything asks for it but the public site and the few pages on which one signs in and sets a
    second factor up; what is added later asks by itself. Only a demonstration office may postpone.
    """

    PUBLIC = "baraza.web.site."
    WITHOUT_SECOND_FACTOR = frozenset(
        {
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "account_reset_password",
            "account_reset_password_done",
            "account_link",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_authenticate",
            "mfa_login_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_view_recovery_codes",
            "mfa_download_recovery_codes",
            "desk:language",
        }
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Handler, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        # Public pages are the same for everybody, and may be cached: nobody is looked up there.
        if view.__module__.startswith(self.PUBLIC):
            return None
        if not hasattr(request, "user") or not request.user.is_authenticated:
            return None
        state = session_state(user=request.user, session_id=request.session.get(SESSION_ID))
        if state is None:
            logout(request)
            return self._signed_out(request)
        mark_seen(session=state.session, now=timezone.now())
        # Days and hours are read as the office's clocks show them.
        timezone.activate(zone())
        request.has_second_factor = state.has_second_factor
        if (
            state.has_second_factor
            or request.tenant.is_demo
            or match.view_name in self.WITHOUT_SECOND_FACTOR
        ):
            return None
        if request.htmx:
            return HttpResponseClientRedirect(reverse("mfa_index"))
        return redirect("mfa_index")

    @staticmethod
    def _signed_out(request: HttpRequest) -> HttpResponse:
        if request.htmx:
            return HttpResponse(status=401)
        back = request.get_full_path() if request.method == "GET" else reverse("desk:home")
        return redirect_to_login(back)
