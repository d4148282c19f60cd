"""The articles of the help centre, with their vectors."""

import numpy as np

from search.model import embed

TITLES = [
    "How do I change my delivery address?",
    "Wann bekomme ich mein Geld zurück?",
    "Comment annuler ma commande ?",
    "Which payment methods do you accept?",
    "Ich habe mein Passwort vergessen",
]

VECTORS = embed(TITLES)


def nearest(vector: np.ndarray, count: int) -> list[tuple[str, float]]:
    """The `count` titles closest to `vector`, best first, with their similarity."""
    scores = VECTORS @ vector
    best = np.argsort(-scores)[:count]
    return [(TITLES[i], float(scores[i])) for i in best]
