"""Helpers without a word of the domain: jobs by name, the embedded PostgreSQL, paper, charts.

Everything else in the house may import from here; nothing here imports from the house.
"""
