from baraza.engagement.outreach.models.accounts import (
    ApprovalRule,
    Impostor,
    ImpostorOutcome,
    Network,
    SocialAccount,
)
from baraza.engagement.outreach.models.corrections import Correction
from baraza.engagement.outreach.models.notices import Level, Notice
from baraza.engagement.outreach.models.publications import Publication, PublicationKind
from baraza.engagement.outreach.models.reposts import Repost, RepostState, TrustedSource

__all__ = [
    "ApprovalRule",
    "Correction",
    "Impostor",
    "ImpostorOutcome",
    "Level",
    "Network",
    "Notice",
    "Publication",
    "PublicationKind",
    "Repost",
    "RepostState",
    "SocialAccount",
    "TrustedSource",
]
