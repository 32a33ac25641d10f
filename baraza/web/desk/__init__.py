"""The desk where staff spend their day: a lean frame of our own, one stylesheet, one small script,
htmx. Each screen area is a folder with its urls, views, forms and templates."""
