"""Profiles: who the customers are. Nobody else writes them (L145)."""
