"""The store's services: one package each, and what they share."""
