"""Aggregator: keeps the views that the proxy reads. Nobody else writes the data cache (K16)."""
