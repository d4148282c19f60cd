/**
 * Calls that fetch messages from a queue until somebody stops them, by their resolved names, with the words for messages.
 * Sources: the packages' own documentation; checked 2026-11-23.
 */
const PULL_CALLS: readonly (readonly [pattern: RegExp, what: string])[] = [
  // https://cloud.google.com/python/docs/reference/pubsub/latest
  [
    /^google\.cloud\.pubsub(?:_v1)?(?:\.\w+)*\.?SubscriberClient\.(?:subscribe|pull|streaming_pull)$/,
    'A Pub/Sub pull subscription',
  ],
  [/^google\.pubsub_v1(?:\.\w+)*\.?SubscriberClient\.(?:pull|streaming_pull)$/, 'A Pub/Sub pull subscription'],
  // https://kafka-python.readthedocs.io
  [/^kafka\.KafkaConsumer$/, 'A Kafka consumer'],
  // https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/
  [/^confluent_kafka\.(?:Deserializing)?Consumer$/, 'A Kafka consumer'],
  // https://aiokafka.readthedocs.io
  [/^aiokafka\.AIOKafkaConsumer$/, 'A Kafka consumer'],
  // https://pika.readthedocs.io
  [/^pika\..*\.(?:start_consuming|basic_consume)$/, 'A RabbitMQ consumer'],
  // https://aio-pika.readthedocs.io
  [/^aio_pika\..*\.(?:consume|iterator)$/, 'A RabbitMQ consumer'],
  // https://python-rq.org/docs/workers/
  [/^rq\.(?:Simple)?Worker\.work$/, 'An RQ worker'],
  // https://docs.celeryq.dev
  [/^celery\.Celery\.worker_main$/, 'A Celery worker'],
];

/** What a call fetches its work with; `undefined` for every other call. */
export function pullsWork(callee: string): string | undefined {
  return PULL_CALLS.find(([pattern]) => pattern.test(callee))?.[1];
}
