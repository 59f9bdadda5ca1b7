"""`make demo`: the store's promises, played as scenes while `make run` runs."""
