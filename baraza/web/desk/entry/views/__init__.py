"""Entering what came by mouth and on paper."""
