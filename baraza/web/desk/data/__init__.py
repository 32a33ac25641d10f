"""What the office holds and for how long; one person's data shown to them, held, or erased."""
