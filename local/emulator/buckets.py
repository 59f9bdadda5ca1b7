"""Access to the emulator's buckets for patches that replace custom resources."""

import os
from typing import Any

import boto3
from botocore.config import Config

_PATIENCE = Config(connect_timeout=2, read_timeout=30, retries={"max_attempts": 2})


def client() -> Any:
    """An S3 client with the account's own rights, to this emulator."""
    return boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=_PATIENCE)
