"""What a browser says it is, in words somebody recognises."""

from django.utils.translation import gettext as _

# The first that is found counts: browsers name those they descend from too.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def device_words(agent: str) -> str:
    """ "Firefox, Windows" from a User-Agent header; what it does not say is left out."""
    found = [
        next((name for mark, name in table.items() if mark in agent), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or _("Unknown browser")
