"""Reads everything and changes nothing: the figures of an office."""
