"""What changes entries begun, and sheets."""
