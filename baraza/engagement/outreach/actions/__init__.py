"""What changes what the office tells everybody."""
