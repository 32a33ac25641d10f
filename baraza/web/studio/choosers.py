"""Some of Wagtail's widgets start themselves by a line of script in the page, which our Content
Security Policy forbids. Here each says in a data attribute what `studio.js` is to start."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.admin.widgets.chooser import BaseChooser

STARTS = {
    AdminDateInput: "initDateChooser",
    AdminDateTimeInput: "initDateTimeChooser",
    AdminTimeInput: "initTimeChooser",
}


def without_inline_scripts() -> None:
    """Change how choosers, dates and times are written into a page."""
    BaseChooser.render = _render
    for widget, starts in STARTS.items():
        widget.template_name = "studio/moment.html"
        widget.get_context = _telling(widget.get_context, starts)
    DraftailRichTextArea.__init__ = _without_placeholder(DraftailRichTextArea.__init__)


def _render(
    chooser: BaseChooser,
    name: str,
    value: object,
    attrs: dict[str, str] | None = None,
    renderer: object = None,
) -> SafeString:
    known = attrs or {}
    data = chooser.get_value_data(value)
    with_what = [known["id"], chooser.get_js_init_options(known["id"], name, data)]
    return format_html(
        '{}<template data-studio-start="{}" data-studio-with="{}"></template>',
        chooser.render_html(name, data, known),
        chooser.js_constructor,
        json.dumps(with_what),
    )


def _telling(get_context: Any, starts: str) -> Any:
    def told(widget: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = get_context(widget, *args, **kwargs)
        context["widget"]["starts"] = starts
        return context

    return told


def _without_placeholder(start: Any) -> Any:
    """The words in an empty field come by a style sheet that is different each time."""

    def started(widget: DraftailRichTextArea, *args: Any, **kwargs: Any) -> None:
        start(widget, *args, **kwargs)
        widget.options["placeholder"] = ""

    return started
