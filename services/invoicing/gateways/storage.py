"""The bucket that stores the PDFs (Amazon S3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from services.invoicing.domain.numbers import NumberedDocument
from services.runtime.aws import Aws

PDF = "application/pdf"


@dataclass(frozen=True)
class PdfStorage:
    """The invoice bucket, to write into. What lies there is never overwritten."""

    aws: Aws
    bucket: str

    def put(self, document: NumberedDocument, pdf: bytes) -> NumberedDocument:
        """Store a PDF under its number's key; answer whose paper lies there now.

        It is another occasion's when the ledger is older than the bucket, as after a restore.
        Raises as `Aws.put_object` and `Aws.head_object` do.
        """
        told = {"occasion": document.occasion, "issued-at": document.issued_at.isoformat()}
        if self.aws.put_object(self.bucket, document.key, pdf, PDF, told):
            return document
        there = self.aws.head_object(self.bucket, document.key)
        known = there.get("Metadata", {})
        if "occasion" in known:
            issued_at = datetime.fromisoformat(known["issued-at"])
            return replace(document, occasion=known["occasion"], issued_at=issued_at)
        # Stored by a version that noted no occasion.
        digest = hashlib.md5(pdf, usedforsecurity=False).hexdigest()
        if there["ETag"].strip('"') == digest:
            return document
        return replace(document, occasion=f"unknown:{document.label}")
