"""The e-invoice of EN 16931 (Factur-X, ZUGFeRD): a statement as XML.

Its syntax is the Cross Industry Invoice of UN/CEFACT. BT and BG are the standard's names of terms.
Prices are net there and have to add up; so each line has its share of the net of its rate, and its
unit price with as many decimals as it takes to come to that share again.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from services.contracts.common import Address, Buyer
from services.contracts.identifiers import order_number
from services.contracts.text import cleaned
from services.contracts.values import Value
from services.invoicing.domain.numbers import Kind
from services.invoicing.domain.statements import Row, Statement
from services.policy.countries import NOWHERE
from services.policy.delivery import SHOP_TIME
from services.policy.tax import TaxShare

FILE_NAME = "factur-x.xml"
PROFILE = "urn:cen.eu:en16931:2017"
TYPES = {Kind.INVOICE: "380", Kind.CREDIT_NOTE: "381"}
"""BT-3, of UNTDID 1001."""
CARD = "48"
"""BT-81, of UNTDID 4461."""
PIECE = "H87"
"""BT-130, of UN/ECE Recommendation 20."""
MICRO = Decimal("0.000001")
"""Of up to 500 pieces, the error of a unit price is a fraction of a minor unit."""
NAMESPACES = {
    "xmlns:rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "xmlns:ram": (
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
    ),
    "xmlns:qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
    "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
NOT_XML = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    | {chr(at): " " for at in range(0x20) if chr(at) not in "\t\n"}
)
"""What may not stand in XML as it is; `cleaned` has removed what is no character at all."""


NOTHING = "-"
"""For a text of which nothing is left: the standard wants one (BR-07)."""


class Seller(Value):
    """Who sells: `template/seller.json`."""

    name: str
    company: str
    street: str
    postcode: str
    city: str
    country: str
    country_name: str
    vat_id: str
    court: str
    register_number: str
    email: str


SELLER = msgspec.json.decode(
    Path(__file__).parents[1].joinpath("template", "seller.json").read_bytes(), type=Seller
)


def einvoice(statement: Statement) -> str:
    """The XML of a statement."""
    return '<?xml version="1.0" encoding="UTF-8"?>' + _tag(
        "rsm:CrossIndustryInvoice",
        _tag(
            "rsm:ExchangedDocumentContext",
            _tag("ram:GuidelineSpecifiedDocumentContextParameter", _text("ram:ID", PROFILE)),
        ),
        _document(statement),
        _tag(
            "rsm:SupplyChainTradeTransaction",
            *(_line(at, row) for at, row in enumerate(statement.rows, 1)),
            _agreement(statement),
            _delivery(statement),
            _settlement(statement),
        ),
        **NAMESPACES,
    )


def _document(statement: Statement) -> str:
    return _tag(
        "rsm:ExchangedDocument",
        _text("ram:ID", statement.number.label),
        _text("ram:TypeCode", TYPES[statement.kind]),
        _tag("ram:IssueDateTime", _date("udt", statement.issued_on)),
        _tag("ram:IncludedNote", _text("ram:Content", statement.note)) if statement.note else "",
    )


def _line(at: int, row: Row) -> str:
    """BG-25."""
    unit_price = (Decimal(row.net) / 100 / row.quantity).quantize(MICRO)
    return _tag(
        "ram:IncludedSupplyChainTradeLineItem",
        _tag("ram:AssociatedDocumentLineDocument", _text("ram:LineID", str(at))),
        _tag(
            "ram:SpecifiedTradeProduct",
            _text("ram:SellerAssignedID", row.sku) if row.sku else "",
            _text("ram:Name", row.name),
            _text("ram:Description", row.contents) if row.contents else "",
        ),
        _tag(
            "ram:SpecifiedLineTradeAgreement",
            _tag("ram:NetPriceProductTradePrice", _text("ram:ChargeAmount", f"{unit_price:f}")),
        ),
        _tag(
            "ram:SpecifiedLineTradeDelivery",
            _text("ram:BilledQuantity", str(row.quantity), unitCode=PIECE),
        ),
        _tag(
            "ram:SpecifiedLineTradeSettlement",
            _tag("ram:ApplicableTradeTax", *_category(row.rate)),
            _tag(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                _amount("ram:LineTotalAmount", row.net),
            ),
        ),
    )


def _agreement(statement: Statement) -> str:
    """Who sells (BG-4), who buys (BG-7), and which order it is.

    Its number for people is ours (BT-14); the id stands where a buyer's books look for it (BT-13).
    """
    seller, buyer = SELLER, statement.order.buyer
    return _tag(
        "ram:ApplicableHeaderTradeAgreement",
        _tag(
            "ram:SellerTradeParty",
            _text("ram:Name", seller.company),
            _tag("ram:SpecifiedLegalOrganization", _text("ram:ID", seller.register_number)),
            _tag(
                "ram:DefinedTradeContact",
                _text("ram:DepartmentName", seller.name),
                _tag("ram:EmailURIUniversalCommunication", _text("ram:URIID", seller.email)),
            ),
            _postal(seller),
            _tag("ram:SpecifiedTaxRegistration", _text("ram:ID", seller.vat_id, schemeID="VA")),
        ),
        _buyer(buyer),
        _tag(
            "ram:SellerOrderReferencedDocument",
            _text("ram:IssuerAssignedID", order_number(statement.order.id)),
        ),
        _tag(
            "ram:BuyerOrderReferencedDocument",
            _text("ram:IssuerAssignedID", statement.order.id),
        ),
    )


def _buyer(buyer: Buyer) -> str:
    """The company (BT-44) and the person there (BT-56), or the person alone; the VAT id (BT-48)."""
    person = _tag("ram:DefinedTradeContact", _text("ram:PersonName", buyer.name))
    return _tag(
        "ram:BuyerTradeParty",
        _text("ram:Name", buyer.company or buyer.name),
        person if buyer.company else "",
        _postal(buyer, buyer.region),
        _tag("ram:SpecifiedTaxRegistration", _text("ram:ID", buyer.vat_id, schemeID="VA"))
        if buyer.vat_id
        else "",
    )


def _country(address: Address | Buyer | Seller) -> str:
    # Who was forgotten has no country; the standard wants one (BR-11), and the sale had this one.
    return SELLER.country if address.country == NOWHERE else address.country


def _postal(address: Buyer | Seller, region: str = "") -> str:
    return _tag(
        "ram:PostalTradeAddress",
        _text("ram:PostcodeCode", address.postcode) if address.postcode else "",
        _text("ram:LineOne", address.street),
        _text("ram:CityName", address.city),
        _text("ram:CountryID", _country(address)),
        _text("ram:CountrySubDivisionName", region) if region else "",
    )


def _delivery(statement: Statement) -> str:
    """Where (BT-80); to whom (BT-70) and when (BT-72), once neither can change any more."""
    recipient, day = statement.order.delivery.recipient, statement.supplied_on
    country = _tag("ram:PostalTradeAddress", _text("ram:CountryID", _country(recipient)))
    return _tag(
        "ram:ApplicableHeaderTradeDelivery",
        _tag("ram:ShipToTradeParty", _text("ram:Name", recipient.name) if day else "", country),
        _tag(
            "ram:ActualDeliverySupplyChainEvent",
            _tag("ram:OccurrenceDateTime", _date("udt", day)),
        )
        if day
        else "",
    )


def _settlement(statement: Statement) -> str:
    return _tag(
        "ram:ApplicableHeaderTradeSettlement",
        _text("ram:InvoiceCurrencyCode", statement.order.currency),
        _tag("ram:SpecifiedTradeSettlementPaymentMeans", _text("ram:TypeCode", CARD)),
        *(_tax(share) for share in statement.shares),
        _tag(
            "ram:SpecifiedTradePaymentTerms",
            _text("ram:Description", statement.terms),
            _tag("ram:DueDateDateTime", _date("udt", statement.due_on)) if statement.due_on else "",
        ),
        _sums(statement),
        *_corrected(statement),
    )


def _tax(share: TaxShare) -> str:
    """BG-23."""
    kind, category, rate = _category(share.rate)
    return _tag(
        "ram:ApplicableTradeTax",
        _amount("ram:CalculatedAmount", share.tax),
        kind,
        _amount("ram:BasisAmount", share.net),
        category,
        rate,
    )


def _category(rate: int) -> tuple[str, str, str]:
    """Standard rated, or zero rated (UNTDID 5305)."""
    return (
        _text("ram:TypeCode", "VAT"),
        _text("ram:CategoryCode", "S" if rate else "Z"),
        _text("ram:RateApplicablePercent", str(rate)),
    )


def _sums(statement: Statement) -> str:
    """BG-22."""
    return _tag(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        _amount("ram:LineTotalAmount", statement.net),
        _amount("ram:TaxBasisTotalAmount", statement.net),
        _amount("ram:TaxTotalAmount", statement.tax, currencyID=statement.order.currency),
        _amount("ram:GrandTotalAmount", statement.total),
        _amount("ram:TotalPrepaidAmount", statement.paid),
        _amount("ram:DuePayableAmount", statement.due),
    )


def _corrected(statement: Statement) -> Iterator[str]:
    """The preceding invoice (BT-25) and its date (BT-26)."""
    if statement.corrects is not None:
        issued = statement.corrects.issued_at.astimezone(SHOP_TIME).date()
        yield _tag(
            "ram:InvoiceReferencedDocument",
            _text("ram:IssuerAssignedID", statement.corrects.label),
            _tag("ram:FormattedIssueDateTime", _date("qdt", issued)),
        )


# ---- XML ---------------------------------------------------------------------------------------


def _tag(name: str, *content: str, **attributes: str) -> str:
    """An element; its content is XML already."""
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(content)}</{name}>"


def _text(name: str, words: str, **attributes: str) -> str:
    return _tag(name, cleaned(words).translate(NOT_XML).strip() or NOTHING, **attributes)


def _amount(name: str, minor: int, **attributes: str) -> str:
    return _tag(name, f"{minor // 100}.{minor % 100:02}", **attributes)


def _date(prefix: str, day: date) -> str:
    return _tag(f"{prefix}:DateTimeString", f"{day:%Y%m%d}", format="102")
