"""Inventory: what is sold, and how much of it is free on each delivery day."""
