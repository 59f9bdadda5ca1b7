"""Gap: the CDK's BucketDeployment copies with the AWS command line, which the emulator lacks.

Source of what it does: the custom resource of aws-cdk-lib's aws-s3-deployment.
"""

import io
import mimetypes
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import zip_longest
from typing import Any

from local.emulator.buckets import client
from local.emulator.provisioners import Attributes, Properties, Provisioned, boolean, register

_PARAMETERS = {
    "cache-control": "CacheControl",
    "content-type": "ContentType",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
}
"""The deployment's names of system metadata, and S3's."""


def apply() -> None:
    """Do what that custom resource does, in this process."""
    register("Custom::CDKBucketDeployment", _create, _update, _delete)


def _create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
    return f"{stack}-{logical_id}", _deploy(properties)


def _update(physical_id: str, _old: Properties, new: Properties, _stack: str) -> Provisioned:
    return physical_id, _deploy(new)


def _delete(_physical_id: str, _properties: Properties) -> None:
    """The files stay until their bucket goes: the CDK's default, `retainOnDelete`."""


def _deploy(properties: Properties) -> Attributes:
    s3 = client()
    bucket = properties["DestinationBucketName"]
    prefix = properties.get("DestinationBucketKeyPrefix", "").strip("/")
    metadata = {
        _PARAMETERS[name]: value
        for name, value in properties.get("SystemMetadata", {}).items()
        if name in _PARAMETERS
    }
    written = set()
    for name, body in _files(s3, properties):
        key = f"{prefix}/{name}" if prefix else name
        kind = mimetypes.guess_type(name)[0] or "binary/octet-stream"
        s3.put_object(Bucket=bucket, Key=key, Body=body, **{"ContentType": kind, **metadata})
        written.add(key)
    if boolean(properties.get("Prune", True)):
        _prune(s3, bucket, prefix, written, properties.get("Exclude", []))
    return {
        "DestinationBucketArn": f"arn:aws:s3:::{bucket}",
        "DeployedBucket": bucket,
        "SourceObjectKeys": properties["SourceObjectKeys"],
    }


def _files(s3: Any, properties: Properties) -> Iterator[tuple[str, bytes]]:
    """Every file of every source, with the values that were unknown at synthesis filled in."""
    sources = zip_longest(
        properties["SourceBucketNames"],
        properties["SourceObjectKeys"],
        properties.get("SourceMarkers", []),
    )
    for bucket, key, markers in sources:
        archive = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        with zipfile.ZipFile(io.BytesIO(archive)) as source:
            for entry in source.infolist():
                if not entry.is_dir():
                    yield entry.filename, _replace(source.read(entry), markers or {})


def _replace(body: bytes, markers: dict[str, object]) -> bytes:
    for marker, value in markers.items():
        body = body.replace(marker.encode(), str(value).encode())
    return body


def _prune(s3: Any, bucket: str, prefix: str, written: set[str], spared: list[str]) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for there in page.get("Contents", []):
            is_spared = any(fnmatchcase(there["Key"], pattern) for pattern in spared)
            if there["Key"] not in written and not is_spared:
                s3.delete_object(Bucket=bucket, Key=there["Key"])
