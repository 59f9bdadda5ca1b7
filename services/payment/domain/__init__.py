"""Payment's rules about money: pure functions and values."""
