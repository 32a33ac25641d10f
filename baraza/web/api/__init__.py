"""What other systems ask and send."""
