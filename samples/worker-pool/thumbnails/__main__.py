"""Pulls upload notices from Pub/Sub and writes a thumbnail of each picture."""

import json
import logging
import os

from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.subscriber.message import Message

from thumbnails.pictures import write_thumbnail

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def handle(message: Message) -> None:
    notice = json.loads(message.data)
    try:
        target = write_thumbnail(notice["bucket"], notice["name"])
    except Exception:
        logging.exception("no thumbnail for %s", notice["name"])
        message.nack()
        return
    logging.info("wrote %s", target)
    message.ack()


def main() -> None:
    subscriber = pubsub_v1.SubscriberClient()
    path = subscriber.subscription_path(os.environ["PROJECT_ID"], os.environ["SUBSCRIPTION"])
    flow = pubsub_v1.types.FlowControl(max_messages=int(os.environ.get("MAX_MESSAGES", "8")))
    with subscriber:
        pulling = subscriber.subscribe(path, callback=handle, flow_control=flow)
        logging.info("pulling from %s", path)
        try:
            pulling.result()
        except KeyboardInterrupt:
            pulling.cancel()
            pulling.result()


if __name__ == "__main__":
    main()
