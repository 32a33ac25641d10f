"""Baraza: what the office of a member of parliament works with, from letter to answer."""
