"""The third party of notices: Amazon SES. `services/runtime/directory.py` finds the recipient."""
