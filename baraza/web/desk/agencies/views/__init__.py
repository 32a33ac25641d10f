"""One call to the domain each, then a page or the part of it that changed."""
