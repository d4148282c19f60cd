"""The embedding model: 278 million parameters, 1.04 GiB in memory."""

import numpy as np
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("paraphrase-multilingual-mpnet-base-v2")


def embed(texts: list[str]) -> np.ndarray:
    """One row of length 1 per text, so that a dot product is the cosine similarity."""
    return model.encode(texts, normalize_embeddings=True)
