"""Inventory's collections. Each method is a conditional update that may be repeated."""
