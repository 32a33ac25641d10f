"""Which office a request is for, and whether the installation is alive."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django_tenants.middleware import TenantMainMiddleware

from baraza.config import health as condition

Handler = Callable[[HttpRequest], HttpResponse]


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


class OfficeMiddleware(TenantMainMiddleware):
    """Host name → office → schema. The machine's own names list the offices; others are 404."""

    MACHINE_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

    @staticmethod
    def hostname_from_request(request: HttpRequest) -> str:
        host = request.get_host()
        return (host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host).lower()

    def no_tenant_found(self, request: HttpRequest, hostname: str) -> None:
        if hostname not in self.MACHINE_NAMES:
            raise Http404(hostname)
        self.setup_url_routing(request, force_public=True)


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
