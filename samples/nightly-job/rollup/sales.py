"""Reads the receipts of one shop and day, and writes their sum."""

import csv
import json
import tempfile
from collections.abc import Sequence
from datetime import date

from google.cloud import storage

SHOPS = ["graz", "linz", "salzburg", "wien-mitte", "wien-nord", "villach"]


def share_of(shops: Sequence[str], index: int, count: int) -> Sequence[str]:
    """Every `count`-th shop, from `index` on: the tasks together do each shop once."""
    return shops[index::count]


def write_totals(bucket_name: str, shop: str, day: date) -> float:
    """Writes `totals/<day>/<shop>.json` and returns the sum. Running it twice writes the same file twice."""
    bucket = storage.Client().bucket(bucket_name)
    with tempfile.NamedTemporaryFile("w+", suffix=".csv", newline="") as file:
        bucket.blob(f"receipts/{day}/{shop}.csv").download_to_filename(file.name)
        total = sum(float(row["amount"]) for row in csv.DictReader(file))
    totals = bucket.blob(f"totals/{day}/{shop}.json")
    totals.upload_from_string(json.dumps({"shop": shop, "total": total}), content_type="application/json")
    return total
