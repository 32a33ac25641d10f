"""Views of these pages, area by area."""
