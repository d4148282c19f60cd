from fastapi import FastAPI
from pydantic import BaseModel, Field

from search.articles import nearest
from search.model import embed, model

app = FastAPI(title="Help centre search")


class Question(BaseModel):
    text: str = Field(min_length=3, max_length=500)
    count: int = Field(default=3, ge=1, le=10)


class Hit(BaseModel):
    title: str
    score: float


@app.get("/ready")
def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.post("/search")
async def search(question: Question) -> list[Hit]:
    vector = model.encode(question.text, normalize_embeddings=True)
    return [Hit(title=title, score=score) for title, score in nearest(vector, question.count)]


@app.post("/embed")
def embed_texts(texts: list[str]) -> list[list[float]]:
    return embed(texts).tolist()
