import type { FieldSpec, TypeName } from './field-types.ts';

const OUTPUT = { type: { kind: 'any' }, status: 'output', source: 'yaml' } as const;
const UNSUPPORTED = { type: { kind: 'any' }, status: 'unsupported', source: 'yaml' } as const;

function head(apiVersion: string, kind: string, spec: TypeName, noun: string): readonly FieldSpec[] {
  return [
    {
      name: 'apiVersion',
      type: { kind: 'enum', values: [{ value: apiVersion, doc: `The API that ${noun} belongs to.` }] },
      doc: `API group and version. For ${noun} always \`${apiVersion}\`.`,
      source: 'yaml',
      required: true,
    },
    {
      name: 'kind',
      type: { kind: 'enum', values: [{ value: kind, doc: `Declares ${noun}.` }] },
      doc: `What the document declares: ${noun}.`,
      source: 'yaml',
      required: true,
    },
    {
      name: 'metadata',
      type: { kind: 'object', type: 'ObjectMeta' },
      doc: 'Name, labels and annotations of the resource itself. Settings of the containers belong to the template.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'spec',
      type: { kind: 'object', type: spec },
      doc: 'What you want to run. The rest of the document is about how it is called.',
      source: 'yaml',
      required: true,
    },
    { name: 'status', doc: 'What the server reports. Exported files hold it; `replace` drops it.', ...OUTPUT },
  ];
}

/** Top-level, metadata and template types. Source: API discovery run.v1 revision 20260917, checked 2026-11-28. */
export const RESOURCE_TYPES = {
  Service: head('serving.knative.dev/v1', 'Service', 'ServiceSpec', 'a service'),
  Job: head('run.googleapis.com/v1', 'Job', 'JobSpec', 'a job'),
  WorkerPool: head('run.googleapis.com/v1', 'WorkerPool', 'WorkerPoolSpec', 'a worker pool'),
  Instance: head('run.googleapis.com/v1', 'Instance', 'InstanceSpec', 'an instance'),
  ObjectMeta: [
    {
      name: 'name',
      type: { kind: 'string', grammar: 'resource-name' },
      doc: 'Name, unique in project and region; it cannot be changed later. Lower-case letters, digits and hyphens, a letter first, fewer than 50 characters. On a template it names the revision and starts with the name of the service and a hyphen.',
      source: 'yaml',
    },
    {
      name: 'namespace',
      type: { kind: 'string' },
      doc: 'Project ID, or the project number in quotes. `gcloud` fills it in.',
      source: 'yaml',
    },
    {
      name: 'labels',
      type: { kind: 'map', of: 'labels' },
      doc: 'Labels for search and billing. `cloud.googleapis.com/location` names the region that `replace` deploys to.',
      source: 'yaml',
    },
    {
      name: 'annotations',
      type: { kind: 'map', of: 'annotations' },
      doc: 'Cloud Run settings that have no field of their own. Each belongs to one level (resource or template), and every value is a string: quote `"true"` and `"1"`.',
      source: 'yaml',
    },
    {
      name: 'generateName',
      type: { kind: 'string' },
      doc: 'Start of a name that the server completes when `name` is missing. Fewer than 31 characters.',
      source: 'yaml',
    },
    { name: 'creationTimestamp', doc: 'When the server made the resource.', ...OUTPUT },
    { name: 'deletionTimestamp', doc: 'When the server was asked to delete the resource.', ...OUTPUT },
    { name: 'generation', doc: 'Counts the changes of the wanted state.', ...OUTPUT },
    {
      name: 'resourceVersion',
      doc: 'Version of the resource for conflict detection. Kept in a file it makes a later `replace` fail when somebody else deployed meanwhile.',
      ...OUTPUT,
    },
    { name: 'selfLink', doc: 'Address of the resource in the API.', ...OUTPUT },
    { name: 'uid', doc: 'Identifier that the server gave.', ...OUTPUT },
    { name: 'clusterName', doc: 'A Kubernetes field. Cloud Run does not support it.', ...UNSUPPORTED },
    {
      name: 'deletionGracePeriodSeconds',
      doc: 'A Kubernetes field. Cloud Run always waits 10 seconds.',
      ...UNSUPPORTED,
    },
    { name: 'finalizers', doc: 'A Kubernetes field. Cloud Run does not support it.', ...UNSUPPORTED },
    { name: 'ownerReferences', doc: 'A Kubernetes field. Cloud Run does not support it.', ...UNSUPPORTED },
  ],
  ServiceSpec: [
    {
      name: 'template',
      type: { kind: 'object', type: 'RevisionTemplate' },
      doc: 'The revision to make: containers, resources, scaling. Every change of it makes a new revision.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'traffic',
      type: { kind: 'list', of: 'TrafficTarget' },
      doc: 'How requests are split between revisions. The percentages add up to 100.',
      source: 'traffic',
      default: 'all traffic to the latest ready revision',
    },
  ],
  TrafficTarget: [
    {
      name: 'percent',
      type: { kind: 'integer', min: 0, max: 100 },
      doc: 'Share of the requests, in whole percent.',
      source: 'traffic',
      default: '0',
    },
    {
      name: 'latestRevision',
      type: { kind: 'boolean' },
      doc: 'Follows the latest ready revision. Not together with `revisionName`.',
      source: 'traffic',
      default: 'true without `revisionName`',
    },
    {
      name: 'revisionName',
      type: { kind: 'string', grammar: 'revision-name' },
      doc: 'A fixed revision that gets this share.',
      source: 'traffic',
    },
    {
      name: 'tag',
      type: { kind: 'string', grammar: 'traffic-tag' },
      doc: 'Gives this target an address of its own, `https://TAG---…`, also with 0 percent. Unique in the service.',
      source: 'traffic',
    },
    {
      name: 'url',
      doc: 'Address of the tag. The server writes it into the status; in `spec` it is refused.',
      ...UNSUPPORTED,
    },
    { name: 'configurationName', doc: 'A Knative field. On Cloud Run it has to be empty.', ...UNSUPPORTED },
  ],
  RevisionTemplate: [
    {
      name: 'metadata',
      type: { kind: 'object', type: 'ObjectMeta' },
      doc: 'Annotations of the revision (scaling, CPU, networking) and, if you like, its name.',
      source: 'yaml',
    },
    {
      name: 'spec',
      type: { kind: 'object', type: 'RevisionSpec' },
      doc: 'Containers, volumes and limits of the revision.',
      source: 'yaml',
      required: true,
    },
  ],
  WorkerPoolSpec: [
    {
      name: 'template',
      type: { kind: 'object', type: 'RevisionTemplate' },
      doc: 'The revision to make: containers, resources, networking.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'instanceSplits',
      type: { kind: 'list', of: 'InstanceSplit' },
      doc: 'How the instances are split between revisions. A worker pool has no `traffic`.',
      source: 'yaml',
      default: 'all instances on the latest ready revision',
    },
  ],
  InstanceSplit: [
    {
      name: 'percent',
      type: { kind: 'integer', min: 0, max: 100 },
      doc: 'Share of the instances, in whole percent.',
      source: 'yaml',
      default: '0',
    },
    {
      name: 'latestRevision',
      type: { kind: 'boolean' },
      doc: 'Follows the latest ready revision. Not together with `revisionName`.',
      source: 'yaml',
    },
    {
      name: 'revisionName',
      type: { kind: 'string', grammar: 'revision-name' },
      doc: 'A fixed revision that gets this share.',
      source: 'yaml',
    },
  ],
  JobSpec: [
    {
      name: 'template',
      type: { kind: 'object', type: 'ExecutionTemplateSpec' },
      doc: 'The execution that starting the job makes: number of tasks, and the task itself one `template` further in.',
      source: 'jobs',
      required: true,
    },
    {
      name: 'startExecutionToken',
      type: { kind: 'string' },
      doc: 'Starts an execution with this suffix when the job is deployed; ready when it has started. Job name and token are shorter than 63 characters together.',
      source: 'yaml',
    },
    {
      name: 'runExecutionToken',
      type: { kind: 'string' },
      doc: 'Starts an execution with this suffix when the job is deployed; ready when it has completed. Job name and token are shorter than 63 characters together.',
      source: 'yaml',
    },
  ],
  ExecutionTemplateSpec: [
    {
      name: 'metadata',
      type: { kind: 'object', type: 'ObjectMeta' },
      doc: 'Annotations of the execution: Cloud SQL, networking, encryption, secrets. The task template below has no metadata.',
      source: 'yaml',
    },
    {
      name: 'spec',
      type: { kind: 'object', type: 'ExecutionSpec' },
      doc: 'Number of tasks and the task template.',
      source: 'yaml',
      required: true,
    },
  ],
  ExecutionSpec: [
    {
      name: 'template',
      type: { kind: 'object', type: 'TaskTemplateSpec' },
      doc: 'The task. Its containers are at `template.spec.containers`.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'taskCount',
      type: { kind: 'integer', min: 1, max: 10_000 },
      doc: 'Number of tasks of an execution. Each reads its number from `CLOUD_RUN_TASK_INDEX`.',
      source: 'quotas',
      default: '1',
    },
    {
      name: 'parallelism',
      type: { kind: 'integer', min: 0 },
      doc: 'How many tasks run at the same time, at most `taskCount`. 0 or nothing: as many as possible.',
      source: 'parallelism',
      default: 'as many as possible',
    },
    {
      name: 'delayExecution',
      // The page quotes it, the API document calls it a boolean.
      type: { kind: 'boolean', quoted: 'allowed' },
      doc: 'Lets Cloud Run start the execution within 12 hours, when capacity is free, at a lower price. Its tasks may then take 12 hours at most.',
      source: 'delayedJobs',
      default: 'false',
      stage: 'preview',
    },
  ],
  TaskTemplateSpec: [
    {
      name: 'spec',
      type: { kind: 'object', type: 'TaskSpec' },
      doc: 'Containers, volumes, retries and timeout of a task. There is no `metadata` beside it.',
      source: 'yaml',
      required: true,
    },
  ],
} as const satisfies Partial<Record<TypeName, readonly FieldSpec[]>>;
