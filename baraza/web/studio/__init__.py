"""The writing studio: Wagtail, dressed as a room of the desk and opened by our own roles."""
