"""Constituents and others the office hears from, and the contact points they are reached at."""
