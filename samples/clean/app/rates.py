"""Exchange rates of the European Central Bank, read once per hour."""

import time
from xml.etree import ElementTree

import httpx

SOURCE = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
MAX_AGE_SECONDS = 3600


def parse(text: str) -> dict[str, float]:
    """Currency code to units per euro."""
    cubes = ElementTree.fromstring(text).iter("{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube")
    return {cube.attrib["currency"]: float(cube.attrib["rate"]) for cube in cubes if "currency" in cube.attrib}


class Rates:
    """The latest rates. What one instance keeps in memory is only a cache: each instance reads its own."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._rates: dict[str, float] = {}
        self._read_at = float("-inf")

    async def latest(self) -> dict[str, float]:
        if time.monotonic() - self._read_at > MAX_AGE_SECONDS:
            answer = await self._client.get(SOURCE)
            answer.raise_for_status()
            self._rates = parse(answer.text)
            self._read_at = time.monotonic()
        return self._rates
