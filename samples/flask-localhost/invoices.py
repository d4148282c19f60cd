"""The invoices and their sums. A real service would ask a database."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Invoice:
    number: str
    customer: str
    net: Decimal
    vat_percent: int

    @property
    def gross(self) -> Decimal:
        return (self.net * (100 + self.vat_percent) / 100).quantize(Decimal("0.01"))


INVOICES = [
    Invoice("2026-0017", "Bakery Moser", Decimal("412.50"), 10),
    Invoice("2026-0018", "Lindt & Sons", Decimal("1890.00"), 20),
    Invoice("2026-0019", "City Library", Decimal("96.20"), 10),
]


def of_customer(name: str) -> list[Invoice]:
    """All invoices whose customer contains `name`, in any case."""
    return [invoice for invoice in INVOICES if name.lower() in invoice.customer.lower()]
