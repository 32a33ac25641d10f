"""Agencies, whom to ask there, and the guide to support."""
