"""What the office tells the press: releases, under embargo where wished, and the media it knows."""
