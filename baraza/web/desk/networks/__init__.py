"""Accounts on social networks, and who only pretends to be us."""
