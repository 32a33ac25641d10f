"""Runs inside django-post-office's own environment, never inside ours."""
