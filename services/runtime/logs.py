"""Structured logs and metrics: one logger for all, JSON for machines, words for people (D03)."""

import os

from aws_lambda_powertools import Logger, Metrics

NAMESPACE = "Crassula"
UNAVAILABLE = "ProviderUnavailable"
"""The metric of messages that met an outage outside the store."""


def service_logger() -> Logger:
    """The function's logger. Never give it a request's or a message's body, only ids."""
    return Logger(
        service=os.environ.get("POWERTOOLS_SERVICE_NAME", "crassula"),
        utc=True,
        serialize_stacktrace=False,
    )


def service_metrics() -> Metrics:
    """The function's metrics, flushed as CloudWatch's embedded metric format."""
    return Metrics(
        namespace=NAMESPACE, service=os.environ.get("POWERTOOLS_SERVICE_NAME", "crassula")
    )
