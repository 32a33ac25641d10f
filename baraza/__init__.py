"""Baraza: what the office of a member of parliament works with, from the first letter to the answer."""
