"""Patches for gaps of ministack: one module per gap, and a test that fails without it.

Each `apply` changes the running emulator in place, at private names: see `local.emulator.version`.
"""

from local.emulator.clock import start
from local.emulator.patches import (
    alarms,
    api_access_logs,
    api_failures,
    api_metrics,
    api_throttles,
    api_validators,
    attributes,
    auto_delete_objects,
    bucket_deployment,
    cloudfront_api_origin,
    cloudfront_compression,
    cloudfront_label,
    cloudfront_viewers,
    composite_alarms,
    email_capitals,
    email_codes,
    email_verification,
    function_metrics,
    function_processes,
    metric_math_alarms,
    queue_gauges,
    reserved_concurrency,
    secret_ref,
    secure_loopback,
    sender_identity,
)

PATCHES = (
    secure_loopback,
    attributes,
    email_capitals,
    email_verification,
    email_codes,
    sender_identity,
    secret_ref,
    api_validators,
    api_throttles,
    api_failures,
    api_metrics,
    api_access_logs,
    cloudfront_api_origin,
    cloudfront_viewers,
    cloudfront_compression,
    cloudfront_label,
    bucket_deployment,
    auto_delete_objects,
    reserved_concurrency,
    function_processes,
    function_metrics,
    composite_alarms,
    metric_math_alarms,
    alarms,
)
TICKS = (queue_gauges.measure, alarms.evaluate_all)
"""Called every few seconds, in this order."""


def apply_patches() -> None:
    """Apply all patches, and start the clock."""
    for patch in PATCHES:
        patch.apply()
    start(TICKS)
