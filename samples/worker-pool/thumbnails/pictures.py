"""Reads a picture from a bucket, shrinks it in memory and writes it back."""

from io import BytesIO

from google.cloud import storage
from PIL import Image

SIDE = 320

client = storage.Client()


def write_thumbnail(bucket_name: str, name: str) -> str:
    """Returns the name of the thumbnail, `thumbnails/<name>.webp`."""
    bucket = client.bucket(bucket_name)
    with Image.open(BytesIO(bucket.blob(name).download_as_bytes())) as picture:
        picture.thumbnail((SIDE, SIDE))
        buffer = BytesIO()
        picture.save(buffer, format="WEBP", quality=80)
    target = f"thumbnails/{name}.webp"
    bucket.blob(target).upload_from_string(buffer.getvalue(), content_type="image/webp")
    return target
