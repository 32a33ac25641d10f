"""What changes what explains parliament."""
