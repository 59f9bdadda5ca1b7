"""`make demo`: scenes that show what the store does, while `make run` runs."""
