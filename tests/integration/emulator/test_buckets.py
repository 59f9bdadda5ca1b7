"""Buckets that a deployment fills, and empties before they are deleted."""

import io
import json
import zipfile
from typing import Any

import pytest

from tests.integration.emulator.cloud import Cloud
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import ref

BUCKET = {
    "Bucket": {
        "Type": "AWS::S3::Bucket",
        "Properties": {"VersioningConfiguration": {"Status": "Enabled"}},
    },
    "Empty": {
        "Type": "Custom::S3AutoDeleteObjects",
        "Properties": {
            "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:none",
            "BucketName": ref("Bucket"),
        },
        "DependsOn": "Bucket",
    },
}


def archive(**files: str) -> bytes:
    """A zip file; `index_html` is index.html."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, body in files.items():
            packed.writestr(name.replace("_", "."), body)
    return buffer.getvalue()


@pytest.fixture
def assets(cloud: Cloud) -> str:
    """The bucket in which a deployment's files wait."""
    cloud.client("s3").create_bucket(Bucket="assets")
    return "assets"


def deployment(assets: str, key: str, **properties: Any) -> dict[str, Any]:
    """What the CDK's BucketDeployment becomes in a template."""
    return {
        "Files": {
            "Type": "Custom::CDKBucketDeployment",
            "Properties": {
                "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:none",
                "SourceBucketNames": [assets],
                "SourceObjectKeys": [key],
                "DestinationBucketName": ref("Bucket"),
                **properties,
            },
        }
    }


def test_a_deployment_fills_in_late_values_and_removes_what_is_gone(
    cloud: Cloud, deploy: Deploy, assets: str
) -> None:
    s3 = cloud.client("s3")
    config = json.dumps({"client": "<<marker>>"})
    s3.put_object(
        Bucket=assets, Key="1.zip", Body=archive(index_html="<h1>", config_json=config, old_txt="")
    )
    s3.put_object(Bucket=assets, Key="2.zip", Body=archive(index_html="<h2>"))
    first = deployment(
        assets, "1.zip",
        SourceMarkers=[{"<<marker>>": ref("Bucket")}],
        SystemMetadata={"cache-control": "no-cache"},
    )  # fmt: skip
    stack = deploy({**BUCKET, **first}, Bucket=ref("Bucket"))
    bucket = stack["Bucket"]

    page = s3.get_object(Bucket=bucket, Key="index.html")
    assert (page["Body"].read(), page["ContentType"]) == (b"<h1>", "text/html")
    assert page["CacheControl"] == "no-cache"
    filled = s3.get_object(Bucket=bucket, Key="config.json")["Body"].read()
    assert json.loads(filled) == {"client": bucket}

    stack.update({**BUCKET, **deployment(assets, "2.zip")})

    listed = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == ["index.html"]
    assert s3.get_object(Bucket=bucket, Key="index.html")["Body"].read() == b"<h2>"


def test_a_deployment_spares_what_it_was_told_to_leave_out(
    cloud: Cloud, deploy: Deploy, assets: str
) -> None:
    s3 = cloud.client("s3")
    s3.put_object(Bucket=assets, Key="1.zip", Body=archive(index_html="<h1>", old_html="<h1>"))
    s3.put_object(Bucket=assets, Key="2.zip", Body=archive(index_html="<h2>"))
    stack = deploy({**BUCKET, **deployment(assets, "1.zip")}, Bucket=ref("Bucket"))
    s3.put_object(Bucket=stack["Bucket"], Key="app/main-1.js", Body=b"1")

    stack.update({**BUCKET, **deployment(assets, "2.zip", Exclude=["app/*"])})

    listed = [each["Key"] for each in s3.list_objects_v2(Bucket=stack["Bucket"])["Contents"]]
    assert listed == ["app/main-1.js", "index.html"]


def test_a_bucket_with_old_versions_in_it_is_emptied_and_deleted(cloud: Cloud) -> None:
    s3 = cloud.client("s3")
    stack = cloud.deploy(BUCKET, {"Bucket": ref("Bucket")})
    for body in (b"1", b"2"):
        s3.put_object(Bucket=stack["Bucket"], Key="invoice.pdf", Body=body)
    s3.delete_object(Bucket=stack["Bucket"], Key="invoice.pdf")

    stack.delete()

    assert stack["Bucket"] not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
