"""Whom the office wants to reach: saved questions over people, places and what they said."""
