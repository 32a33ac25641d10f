from baraza.engagement.consultations.models.bills import Bill, BillStage, BillStep, MemberPart
from baraza.engagement.consultations.models.committees import Committee, Membership
from baraza.engagement.consultations.models.exchange import ParliamentFile
from baraza.engagement.consultations.models.votes import Option, Result, Vote

__all__ = [
    "Bill",
    "BillStage",
    "BillStep",
    "Committee",
    "MemberPart",
    "Membership",
    "Option",
    "ParliamentFile",
    "Result",
    "Vote",
]
