"""Each page asks one question about what the office holds."""
