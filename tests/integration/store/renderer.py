"""Invoices without a typesetter, for stories with many of them."""

from services.invoicing.domain.statements import Statement


class RecordingRenderer:
    """Renders nothing, but records what was to be rendered."""

    def __init__(self) -> None:
        self.documents: dict[str, Statement] = {}

    def render(self, statement: Statement) -> bytes:
        """Return the first bytes of a PDF."""
        drawn = self.documents.setdefault(statement.number.occasion, statement)
        assert (drawn.number, drawn.total) == (statement.number, statement.total)
        return b"%PDF"
