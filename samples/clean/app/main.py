from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request

from app.rates import Rates


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient(timeout=10) as client:
        app.state.rates = Rates(client)
        yield


app = FastAPI(title="Exchange rates", lifespan=lifespan)


@app.get("/ready")
async def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.get("/convert")
async def convert(request: Request, amount: float, to: str) -> dict[str, float | str]:
    rates: Rates = request.app.state.rates
    try:
        latest = await rates.latest()
    except httpx.HTTPError as error:
        raise HTTPException(502, "the source of the rates does not answer") from error
    currency = to.upper()
    if currency not in latest:
        raise HTTPException(404, f"no rate for {currency}")
    return {"amount": round(amount * latest[currency], 2), "currency": currency}
