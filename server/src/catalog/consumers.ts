/**
 * Programs (and modules behind `python -m`) that stay, take their work from a queue or a clock, and listen to no request.
 * Sources: the documentation of each; checked 2026-11-23.
 */
export const CONSUMERS: ReadonlySet<string> = new Set([
  'celery', // https://docs.celeryq.dev
  'rq', // https://python-rq.org
  'rqworker',
  'rqscheduler',
  'dramatiq', // https://dramatiq.io
  'arq', // https://arq-docs.helpmanual.io
  'huey_consumer', // https://huey.readthedocs.io
  'huey_consumer.py',
  'taskiq', // https://taskiq-python.github.io
  'saq', // https://github.com/tobymao/saq
  'procrastinate', // https://procrastinate.readthedocs.io
  'faust', // https://faust-streaming.github.io
  'nameko', // https://nameko.readthedocs.io
  'supercronic', // https://github.com/aptible/supercronic
  'crond',
  'cron',
  'temporal-worker',
]);
