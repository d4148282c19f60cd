"""Adds up yesterday's sales. Each task of the job takes its own share of the shops."""

import logging
import os
import signal
import sys
from datetime import date, timedelta

from rollup.sales import SHOPS, share_of, write_totals

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def stop(_signal: int, _frame: object) -> None:
    logging.warning("stopped by Cloud Run; the next try starts this share again")
    sys.exit(1)


def main() -> None:
    signal.signal(signal.SIGTERM, stop)
    index = int(os.environ.get("CLOUD_RUN_TASK_INDEX", "0"))
    count = int(os.environ.get("CLOUD_RUN_TASK_COUNT", "1"))
    day = date.today() - timedelta(days=1)
    for shop in share_of(SHOPS, index, count):
        total = write_totals(os.environ["SALES_BUCKET"], shop, day)
        logging.info("%s %s: %.2f", day, shop, total)


if __name__ == "__main__":
    main()
