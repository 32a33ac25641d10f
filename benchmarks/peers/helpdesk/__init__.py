"""Runs inside django-helpdesk's own environment, never inside ours."""
