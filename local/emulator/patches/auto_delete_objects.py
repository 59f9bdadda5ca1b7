"""Gap: the CDK empties a bucket with a Node function, which may not start here."""

from local.emulator.buckets import client
from local.emulator.provisioners import Properties, Provisioned, register


def apply() -> None:
    """Do what that function does, in this process."""
    register("Custom::S3AutoDeleteObjects", _create, _update, _empty)


def _create(_logical_id: str, properties: Properties, _stack: str) -> Provisioned:
    return f"{properties['BucketName']}-emptied-on-delete", {}


def _update(physical_id: str, _old: Properties, _new: Properties, _stack: str) -> Provisioned:
    return physical_id, {}


def _empty(_physical_id: str, properties: Properties) -> None:
    bucket = properties["BucketName"]
    s3 = client()
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
