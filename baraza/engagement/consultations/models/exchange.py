from baraza.common.bringing import BroughtFile


class ParliamentFile(BroughtFile):
    """A file of bills, votes or memberships."""
