/** The pages of docs/topics/ by name (without `.md`), with the title that stands first in each. A test compares them. */
const TITLES: Readonly<Record<string, string>> = {
  'services-jobs-and-worker-pools': 'Service, job or worker pool?',
  'pricing-and-billing': 'Pricing and billing modes',
  'what-can-be-deployed': 'What can be deployed?',
  'instances-and-generations': 'Instances and generations',
  concurrency: 'Concurrency',
  'dockerfile-and-port': 'The Dockerfile and the port',
  'flask-and-fastapi': 'Flask, FastAPI and requests at the same time',
  'gunicorn-workers-and-threads': 'gunicorn: workers and threads',
  'workers-and-memory': 'Workers and memory',
  'cpu-throttling-and-startup-boost': 'CPU throttling and startup boost',
  'cold-start': 'Cold start',
  sigterm: 'SIGTERM and the end of an instance',
  'files-and-tmp': 'Files and /tmp',
};

/** Names of all topic pages, in the order of their overview. */
export const TOPICS: readonly string[] = Object.keys(TITLES);

/** The title of a topic page; its name where it has none. */
export function topicTitle(name: string): string {
  return Object.hasOwn(TITLES, name) ? (TITLES[name] ?? name) : name;
}
