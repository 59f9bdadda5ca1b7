"""Names the e-invoice of a PDF in the PDF's metadata (XMP), which Typst cannot.

Factur-X 1.0, chapter 6.2: four properties, and for PDF/A-3 the description of their schema. They
are added by an incremental update (ISO 32000-1, 7.5.6), which leaves every byte of the PDF as it
was: a new version of its metadata, a cross-reference section for it, and a trailer. Typst's plain
metadata and cross-reference table allow that; a test has two readers look at the result.
"""

import re

from services.invoicing.domain.einvoice import FILE_NAME

NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
METADATA = re.compile(
    rb"(?P<number>\d+) 0 obj\n<</Length \d+/Type/Metadata/Subtype/XML>>\nstream\n"
    rb"(?P<xmp>.*?)\nendstream",
    re.DOTALL,
)
END = re.compile(rb"trailer\n<<(?P<trailer>[^\n]*)>>\nstartxref\n(?P<xref>\d+)\n%%EOF\s*\Z")
SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
PROPERTIES_END = b"</rdf:Description></rdf:RDF>"
PROPERTIES = {
    "DocumentType": ("INVOICE", "The type of the hybrid document"),
    "DocumentFileName": (FILE_NAME, "The name of the embedded XML document"),
    "Version": ("1.0", "The version of the standard that applies to the embedded XML document"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}


class UnknownPdfError(Exception):
    """A PDF is not written as Typst writes it."""


def with_einvoice_named(pdf: bytes) -> bytes:
    """The PDF/A-3 with its e-invoice named in its metadata. Raises UnknownPdfError."""
    metadata, end = METADATA.search(pdf), END.search(pdf)
    if metadata is None or end is None:
        raise UnknownPdfError("no metadata or no trailer where they are looked for")
    number = metadata["number"]
    xmp = _inserted(metadata["xmp"], SCHEMAS_END, _schema())
    xmp = _inserted(xmp, PROPERTIES_END, _properties())
    changed = (
        b"\n%b 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%b\nendstream\nendobj\n"
        % (number, len(xmp), xmp)
    )
    references = b"xref\n0 1\n0000000000 65535 f\r\n%b 1\n%010d 00000 n\r\n" % (
        number,
        len(pdf) + len(b"\n"),
    )
    trailer = b"trailer\n<<%b/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (
        end["trailer"],
        end["xref"],
        len(pdf) + len(changed),
    )
    return pdf + changed + references + trailer


def _inserted(xmp: bytes, before: bytes, text: str) -> bytes:
    head, found, tail = xmp.rpartition(before)
    if not found:
        raise UnknownPdfError(f"no {before.decode()} in its metadata")
    return head + text.encode() + found + tail


def _schema() -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        for name, (_, description) in PROPERTIES.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def _properties() -> str:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in PROPERTIES.items())
    return f'</rdf:Description><rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{values}'
