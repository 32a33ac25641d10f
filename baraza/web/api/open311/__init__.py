"""Open311 GeoReport v2: service requests that come in."""
