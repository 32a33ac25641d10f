"""Reads everything: the figures of an office, and who gets them by mail."""
