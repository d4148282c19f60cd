import type { FieldSpec, TypeName } from './field-types.ts';

const UNSUPPORTED = { type: { kind: 'any' }, status: 'unsupported', source: 'yaml' } as const;

/** Volumes and mounts. Source: API discovery run.v1 revision 20260917, checked 2026-11-28. */
export const VOLUME_TYPES = {
  VolumeMount: [
    {
      name: 'name',
      type: { kind: 'string', grammar: 'volume-name' },
      doc: 'Name of an entry of `volumes`.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'mountPath',
      type: { kind: 'string', grammar: 'mount-path' },
      doc: 'Absolute path in the container, without `:`. What the image has there is hidden. Cloud SQL sockets only go to `/cloudsql`.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'subPath',
      type: { kind: 'string' },
      doc: 'A path inside the volume. Refused for secrets.',
      source: 'yaml',
    },
    {
      name: 'readOnly',
      type: { kind: 'boolean' },
      doc: 'Not used by Cloud Run: set `readOnly` at the volume.',
      source: 'yaml',
      status: 'ignored',
    },
  ],
  Volume: [
    {
      name: 'name',
      type: { kind: 'string', grammar: 'volume-name' },
      doc: 'Name that mounts refer to. `cloudsql` is reserved.',
      source: 'yaml',
      required: true,
    },
    {
      name: 'secret',
      type: { kind: 'object', type: 'SecretVolumeSource' },
      doc: 'Versions of a Secret Manager secret as files, read at the moment of opening.',
      source: 'secrets',
    },
    {
      name: 'emptyDir',
      type: { kind: 'object', type: 'EmptyDirVolumeSource' },
      doc: 'An empty folder that the containers of an instance share. It lies in memory and counts against the memory limit, unless its medium is `Disk`.',
      source: 'memoryVolume',
    },
    {
      name: 'csi',
      type: { kind: 'object', type: 'CSIVolumeSource' },
      doc: 'A Cloud Storage bucket as a folder, through Cloud Storage FUSE. Needs the second generation environment.',
      source: 'bucketVolume',
    },
    {
      name: 'nfs',
      type: { kind: 'object', type: 'NFSVolumeSource' },
      doc: 'An NFS share, Filestore for example. Needs the second generation environment and a VPC connection.',
      source: 'nfsVolume',
    },
    {
      name: 'configMap',
      doc: 'A Kubernetes field: there are no ConfigMaps. Use a secret, or bake the file into the image.',
      ...UNSUPPORTED,
    },
  ],
  SecretVolumeSource: [
    {
      name: 'secretName',
      type: { kind: 'string', grammar: 'secret-name' },
      doc: 'Name of the secret in Secret Manager; for another project an alias that `run.googleapis.com/secrets` defines.',
      source: 'secrets',
      required: true,
    },
    {
      name: 'items',
      type: { kind: 'list', of: 'KeyToPath' },
      doc: 'Which versions appear under which file name. Without it the latest version appears under the name of the secret.',
      source: 'secrets',
    },
    {
      name: 'defaultMode',
      type: { kind: 'integer', min: 0, max: 511 },
      doc: 'File mode bits, between `01` and `0777` (octal).',
      source: 'yaml',
      default: '0444',
    },
    {
      name: 'optional',
      doc: 'A Kubernetes field. A missing secret always fails the start.',
      type: { kind: 'boolean' },
      status: 'ignored',
      source: 'yaml',
    },
  ],
  KeyToPath: [
    {
      name: 'key',
      type: { kind: 'string', grammar: 'secret-version' },
      doc: 'Version of the secret: `latest`, a number, or a version alias.',
      source: 'secrets',
      required: true,
    },
    {
      name: 'path',
      type: { kind: 'string', grammar: 'relative-path' },
      doc: 'File name below the mount path; relative, without `..`.',
      source: 'secrets',
      required: true,
    },
    {
      name: 'mode',
      type: { kind: 'integer', min: 0, max: 511 },
      doc: 'File mode bits of this file, between `01` and `0777` (octal).',
      source: 'yaml',
      default: '`defaultMode` of the volume',
    },
  ],
  EmptyDirVolumeSource: [
    {
      name: 'medium',
      type: {
        kind: 'enum',
        values: [
          { value: 'Memory', doc: 'In memory; counts against the memory limit.' },
          { value: '', doc: 'The same as `Memory`.' },
          {
            value: 'Disk',
            doc: 'On a disk of the instance, which ends with it: takes no memory, 10 GiB at least. Needs the second generation environment.',
          },
        ],
      },
      doc: 'Where the files lie.',
      source: 'diskVolume',
      default: 'Memory',
    },
    {
      name: 'sizeLimit',
      type: { kind: 'quantity', of: 'size' },
      doc: 'Largest size, for example `256Mi`. Writing more fails, which is better than running out of memory. Of a disk, its size: `10Gi` or more.',
      source: 'memoryVolume',
      default: 'half of the memory limits of all containers',
    },
  ],
  CSIVolumeSource: [
    {
      name: 'driver',
      type: {
        kind: 'enum',
        values: [
          { value: 'gcsfuse.run.googleapis.com', doc: 'A Cloud Storage bucket.' },
          { value: 'cloudsql.run.googleapis.com', doc: 'Cloud SQL sockets, as gcloud writes them.' },
        ],
      },
      doc: 'The storage system.',
      source: 'bucketVolume',
      required: true,
    },
    {
      name: 'readOnly',
      type: { kind: 'boolean' },
      doc: 'Mounts the volume for reading only.',
      source: 'bucketVolume',
      default: 'false',
    },
    {
      name: 'volumeAttributes',
      type: { kind: 'object', type: 'VolumeAttributes' },
      doc: 'What the driver needs to know: the bucket and mount options.',
      source: 'bucketVolume',
    },
  ],
  VolumeAttributes: [
    {
      name: 'bucketName',
      type: { kind: 'string' },
      doc: 'Name of the Cloud Storage bucket, without `gs://`. The service account needs access to it.',
      source: 'bucketVolume',
    },
    {
      name: 'mountOptions',
      type: { kind: 'string' },
      doc: 'Options of Cloud Storage FUSE, separated by commas: `implicit-dirs,uid=1000`.',
      source: 'bucketVolume',
    },
    {
      name: 'instances',
      type: { kind: 'string' },
      doc: 'Cloud SQL connection names, for the Cloud SQL driver.',
      source: 'sql',
    },
  ],
  NFSVolumeSource: [
    {
      name: 'server',
      type: { kind: 'string' },
      doc: 'Host name or IP address of the NFS server.',
      source: 'nfsVolume',
      required: true,
    },
    {
      name: 'path',
      type: { kind: 'string' },
      doc: 'Path that the server exports.',
      source: 'nfsVolume',
      required: true,
    },
    {
      name: 'readOnly',
      type: { kind: 'boolean' },
      doc: 'Mounts the share for reading only.',
      source: 'nfsVolume',
      default: 'false',
    },
  ],
} as const satisfies Partial<Record<TypeName, readonly FieldSpec[]>>;
