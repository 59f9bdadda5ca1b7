"""Holds an analysis against the infrastructure that the CDK has synthesised."""
