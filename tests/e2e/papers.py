"""Papers as their reader sees them."""

import io

from pypdf import PdfReader

from local.shopper import Shopper


def words_of(reader: Shopper, path: str) -> str:
    """The text of an invoice or credit note, downloaded by its redirect."""
    pdf = PdfReader(io.BytesIO(reader.download(path)))
    return "\n".join(page.extract_text() for page in pdf.pages)
