"""Finding what the office has published, and who helps with a problem said in one's own words."""
