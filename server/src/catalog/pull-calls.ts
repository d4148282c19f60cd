/**
 * Calls that fetch messages from a queue or a chat until somebody stops them, by their resolved names, with the words for messages.
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
  // https://docs.python-telegram-bot.org
  [/^telegram\.ext\..*\.(?:run|start)_polling$/, 'A Telegram bot that polls'],
  // https://pytba.readthedocs.io
  [/^telebot\..*TeleBot\.(?:infinity_)?polling$/, 'A Telegram bot that polls'],
  // https://docs.aiogram.dev
  [/^aiogram\..*(?:Dispatcher|executor)\.(?:start|run)_polling$/, 'A Telegram bot that polls'],
  // https://discordpy.readthedocs.io and its forks
  [/^(?:discord|nextcord|disnake)\.(?:\w+\.)*(?:Client|Bot)\.(?:run|start)$/, 'A Discord bot'],
  // https://docs.slack.dev/tools/bolt-python/concepts/socket-mode
  [/^slack_bolt\.adapter\.socket_mode\..*SocketModeHandler\.start(?:_async)?$/, 'A Slack bot in socket mode'],
  // https://docs.celeryq.dev
  [/^celery\.Celery\.worker_main$/, 'A Celery worker'],
];

/** What a call fetches its work with; `undefined` for every other call. */
export function pullsWork(callee: string): string | undefined {
  return PULL_CALLS.find(([pattern]) => pattern.test(callee))?.[1];
}

/** Libraries of bots and consumers: a program that uses one of them stays as long as one of the calls above is reached. */
const PULLING = new Set(
  'telegram telebot aiogram discord nextcord disnake slack_bolt slack_sdk kafka confluent_kafka aiokafka pika aio_pika rq'.split(
    ' ',
  ),
);

/** Whether a module belongs to a library that fetches work. */
export function isPullingLibrary(module: string): boolean {
  return PULLING.has(module.split('.')[0] ?? '');
}
