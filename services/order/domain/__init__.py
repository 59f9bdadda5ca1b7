"""The rules of orders and commissions: pure functions of state and message."""
