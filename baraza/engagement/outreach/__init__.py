"""What the office says by itself: news and statements, urgent notices, what it passes on from
sources it trusts, what it corrected, and where else it speaks."""
