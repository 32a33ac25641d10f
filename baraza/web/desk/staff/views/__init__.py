"""One call to the domain each, then a page."""
