"""Wagtail's tables as they are today, made in one step.

Its own migrations make and change them in 140, which takes longer than everything of ours. Each
file here carries the name of the newest that it stands for (`MIGRATION_MODULES`). When Wagtail
brings newer ones, `makemigrations` makes them here; `make check` says so.
"""
