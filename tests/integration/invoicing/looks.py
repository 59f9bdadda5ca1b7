"""What invoicing has announced, and what it has put into the bucket."""

from services.contracts.invoices import InvoiceIssued
from services.manifest import ORDER
from tests.aws import INVOICE_BUCKET, AwsServer


def announced(aws_server: AwsServer) -> list[InvoiceIssued]:
    """What order was told."""
    return [m for m in aws_server.messages(ORDER) if isinstance(m, InvoiceIssued)]


def objects(aws_server: AwsServer) -> dict[str, bytes]:
    """The bucket's content."""
    s3 = aws_server.client("s3")
    found = s3.list_objects_v2(Bucket=INVOICE_BUCKET).get("Contents", [])
    return {
        each["Key"]: s3.get_object(Bucket=INVOICE_BUCKET, Key=each["Key"])["Body"].read()
        for each in found
    }
