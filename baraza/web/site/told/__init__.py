"""Notices, outcomes, corrections and what is passed on, on the public site."""
