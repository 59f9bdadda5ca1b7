"""The store's infrastructure: one file per stack."""
