"""Invoicing: every confirmed order gets one invoice, numbered without a gap, and keeps it."""
