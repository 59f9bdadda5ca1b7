"""The checks: what must hold between the analysis, the code, the tests and the infrastructure."""
