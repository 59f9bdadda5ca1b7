"""The bucket that stores the PDFs (Amazon S3)."""

from dataclasses import dataclass

from services.runtime.aws import Aws

PDF = "application/pdf"


@dataclass(frozen=True)
class PdfStorage:
    """The invoice bucket, to write into."""

    aws: Aws
    bucket: str

    def put(self, key: str, pdf: bytes) -> None:
        """Store a PDF under its key. Raises as `Aws.put_object` does."""
        self.aws.put_object(self.bucket, key, pdf, PDF)
