"""Checks a failure analysis against infrastructure, code and tests, and writes its report."""
