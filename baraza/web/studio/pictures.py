"""Pictures as the office uploads them: looked at like every file, described, and without what a
camera or telephone adds about place and maker."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm
from wagtail.images.views.multiple import AddView

from baraza.common.pictures import taken


class PictureForm(BaseImageForm):
    """Asks what the picture shows, of everybody and always."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.label = _("What the picture shows")
            field.help_text = _("One sentence, read aloud to those who cannot see it.")
            field.error_messages["required"] = _(
                "Please say what the picture shows. Without it, people who cannot see it are left "
                "out."
            )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        return taken(file, scanner=settings.CLAMD)


class AddMany(AddView):
    """Several at once. What lies aside until somebody has said what it shows was looked at too,
    and carries nothing of the camera either."""

    def post(self, request: HttpRequest) -> HttpResponse:
        file = request.FILES.get("files[]")
        if file is not None:
            try:
                request.FILES["files[]"] = taken(file, scanner=settings.CLAMD)
            except ValidationError as refused:
                return JsonResponse({"success": False, "error_message": " ".join(refused.messages)})
        return super().post(request)
