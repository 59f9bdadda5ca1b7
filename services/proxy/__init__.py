"""Proxy: the authenticating entry point, and the one place where policy is enforced (C03)."""
