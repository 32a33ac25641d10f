"""Two invented offices with their people and letters, so that a new installation can be tried.

The words stand in ``data/`` as TOML, for translators and reviewers; ``content`` reads them,
``mail`` turns them into the mail such an office would have received and sent. Every person,
place and agency is invented, every address ends in ``.example``, and every telephone number
lies in a range that regulators keep for fiction.
"""
