"""Notices: e-mails to customers about what happened to their orders. No order waits for one."""
