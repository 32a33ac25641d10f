from baraza.engagement.press.models.coverage import CorrectionAsked, Coverage
from baraza.engagement.press.models.outlets import (
    MediaContact,
    MediaFile,
    Outlet,
    OutletKind,
    Reach,
)
from baraza.engagement.press.models.releases import Release, ReleaseQuerySet
from baraza.engagement.press.models.sendings import Sending, SentTo

__all__ = [
    "CorrectionAsked",
    "Coverage",
    "MediaContact",
    "MediaFile",
    "Outlet",
    "OutletKind",
    "Reach",
    "Release",
    "ReleaseQuerySet",
    "Sending",
    "SentTo",
]
