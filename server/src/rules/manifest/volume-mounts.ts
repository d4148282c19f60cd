import { nearest } from '../../base/edit-distance.ts';
import type { Known } from '../../base/known.ts';
import { removeAt } from '../../facts/manifest/edit.ts';
import { podSpecPath } from '../../facts/manifest/manifest.ts';
import type { ManifestDocument, ManifestVolume } from '../../facts/manifest/types.ts';
import {
  annotationText,
  annotationValueRange,
  containerPath,
  findAnnotation,
  manifestFix,
  replaceText,
} from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

const ENVIRONMENT = 'run.googleapis.com/execution-environment';

export default defineRule({
  name: 'volume-mounts',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'Volumes and their mounts do not fit together.',
  why: `A mount names a volume of \`volumes\` and an absolute path without a colon; two volumes cannot have the same path. Cloud Storage, NFS
and ephemeral disks need the second generation environment. A secret cannot be mounted in \`/dev\`, \`/proc\` or \`/sys\`, nor one volume inside another. A volume that nobody mounts only confuses.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-28' },
  messages: {
    missing: 'There is no volume "{name}", so Cloud Run rejects the manifest. Add it to volumes, or correct the name.',
    path: '"{path}" is not a valid mount path: Cloud Run takes an absolute path without ":".',
    same: 'Something else is mounted at {path}, so Cloud Run rejects the manifest. Choose another path.',
    system:
      'A secret cannot be mounted below /dev, /proc or /sys, so Cloud Run rejects the manifest. Choose another path.',
    nested:
      'Cloud Run does not support a volume inside another one, and {outer} is mounted here too. Mount it beside it.',
    subpath: 'A secret cannot be mounted with a subPath, so Cloud Run rejects the manifest. Use items of the volume.',
    gen1: 'Volume "{name}" is a network file system, which gen1 does not have. Choose gen2, or leave the choice to Cloud Run.',
    disk: 'Volume "{name}" is an ephemeral disk, which gen1 does not have. Choose gen2, or leave the choice to Cloud Run.',
    unused: 'No container mounts the volume "{name}". Mount it, or remove it.',
  },
  bad: [
    {
      why: 'A misspelt name, a relative path',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: ⟦uplaods⟧\n              mountPath: /uploads\n            - name: uploads\n              mountPath: ⟦data⟧\n      volumes:\n        - name: uploads\n          emptyDir: {sizeLimit: 64Mi}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: uploads\n              mountPath: /uploads\n            - name: uploads\n              mountPath: /data\n      volumes:\n        - name: uploads\n          emptyDir: {sizeLimit: 64Mi}\n',
      },
    },
    {
      why: 'A bucket in gen1, a subPath of a secret',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: ⟦gen1⟧\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: bucket\n              mountPath: /data\n            - name: key\n              mountPath: /key\n              ⟦subPath⟧: key.json\n      volumes:\n        - name: bucket\n          csi: {driver: gcsfuse.run.googleapis.com, volumeAttributes: {bucketName: b}}\n        - name: key\n          secret: {secretName: key}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: bucket\n              mountPath: /data\n            - name: key\n              mountPath: /key\n      volumes:\n        - name: bucket\n          csi: {driver: gcsfuse.run.googleapis.com, volumeAttributes: {bucketName: b}}\n        - name: key\n          secret: {secretName: key}\n',
      },
    },
    {
      why: 'An ephemeral disk in gen1',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: ⟦gen1⟧\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts: [{name: scratch, mountPath: /scratch}]\n      volumes:\n        - name: scratch\n          emptyDir: {medium: Disk, sizeLimit: 10Gi}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts: [{name: scratch, mountPath: /scratch}]\n      volumes:\n        - name: scratch\n          emptyDir: {medium: Disk, sizeLimit: 10Gi}\n',
      },
    },
    {
      why: 'Two volumes at one path',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              volumeMounts:\n                - {name: a, mountPath: /data}\n                - {name: b, mountPath: ⟦/data⟧}\n          volumes:\n            - {name: a, emptyDir: {sizeLimit: 64Mi}}\n            - {name: b, emptyDir: {sizeLimit: 64Mi}}\n',
      },
    },
    {
      why: 'A secret in a folder of the system',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - {name: key, mountPath: ⟦/proc/keys⟧}\n      volumes:\n        - name: key\n          secret: {secretName: key}\n',
      },
    },
    {
      why: 'A volume inside another one',
      severity: 'warning',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - {name: data, mountPath: /data}\n            - {name: cache, mountPath: ⟦/data/cache⟧}\n      volumes:\n        - name: data\n          csi: {driver: gcsfuse.run.googleapis.com, volumeAttributes: {bucketName: b}}\n        - name: cache\n          emptyDir: {medium: Memory, sizeLimit: 64Mi}\n',
      },
    },
    {
      why: 'A volume that nobody mounts',
      severity: 'hint',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n          volumes:\n            - name: ⟦scratch⟧\n              emptyDir: {}\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  good: [
    {
      why: 'A bucket without a named environment, an anchor, a Cloud SQL socket',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n          volumeMounts: &mounts\n            - {name: bucket, mountPath: /data}\n            - {name: cloudsql, mountPath: /cloudsql}\n        - image: us-docker.pkg.dev/p/r/proxy\n          volumeMounts: *mounts\n      volumes:\n        - name: bucket\n          csi: {driver: gcsfuse.run.googleapis.com, volumeAttributes: {bucketName: b}}\n',
      },
    },
    {
      why: 'Volumes beside each other, one name the start of another',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - {name: key, mountPath: /secrets/key}\n            - {name: cert, mountPath: /secrets/key-cert}\n            - {name: shm, mountPath: /dev/shm}\n      volumes:\n        - name: key\n          secret: {secretName: key}\n        - name: cert\n          secret: {secretName: cert}\n        - name: shm\n          emptyDir: {medium: Memory}\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const names = document.volumes.flatMap((v) => (v.name.kind === 'known' ? [v.name.value] : []));
    const complete = document.complete && names.length === document.volumes.length;
    const used = new Set<string>();
    let allKnown = true;
    for (const container of document.containers) {
      const paths = new Map<string, string>();
      for (const [i, { name, mountPath, map }] of container.mounts.entries()) {
        const path = [...containerPath(document, container.index), 'volumeMounts', i];
        if (name.kind === 'known') {
          used.add(name.value);
          const span = name.at;
          if (complete && span !== undefined && !names.includes(name.value) && name.value !== 'cloudsql') {
            const near = nearest(name.value, names);
            const fix = () =>
              near === undefined
                ? undefined
                : manifestFix(`Write ${near}`, 'suggestion', replaceText(facts, span, near));
            yield { message: 'missing', data: { name: name.value }, at: span, fix };
          }
          const subPath = map.entries.find((e) => e.key.text === 'subPath' && !e.merged);
          if (isSecret(document, name) && subPath !== undefined) {
            yield {
              message: 'subpath',
              at: at(uri, subPath.key),
              fix: () => manifestFix('Remove subPath', 'suggestion', removeAt(facts, document, [...path, 'subPath'])),
            };
          }
        } else allKnown = false;
        if (mountPath.kind !== 'known' || mountPath.at === undefined) continue;
        const span = mountPath.at;
        if (!mountPath.value.startsWith('/') || mountPath.value.includes(':')) {
          const fixed = mountPath.value.includes(':') ? undefined : `/${mountPath.value.replace(/^\.\//, '')}`;
          const fix = () =>
            fixed === undefined
              ? undefined
              : manifestFix(`Write ${fixed}`, 'suggestion', replaceText(facts, span, fixed));
          yield { message: 'path', data: { path: mountPath.value }, at: span, fix };
        } else if (paths.has(mountPath.value)) yield { message: 'same', data: { path: mountPath.value }, at: span };
        else if (isSecret(document, name) && /^\/(?:dev|proc|sys)(?:\/|$)/.test(mountPath.value))
          yield { message: 'system', at: span };
        else {
          const outer = container.mounts.flatMap((m) => (m.mountPath.kind === 'known' ? [m.mountPath.value] : []));
          const around = outer.find((o) => o.startsWith('/') && mountPath.value.startsWith(`${o.replace(/\/$/, '')}/`));
          if (around !== undefined && around !== mountPath.value)
            yield { message: 'nested', data: { outer: around }, at: span, severity: 'warning' };
        }
        paths.set(mountPath.value, mountPath.value);
      }
    }
    const later = document.volumes.find((v) => gen2Only(v) !== undefined);
    const kind = later === undefined ? undefined : gen2Only(later);
    const environment = findAnnotation(document, ENVIRONMENT, 'revision');
    if (
      kind !== undefined &&
      later?.name.kind === 'known' &&
      environment !== undefined &&
      document.kind === 'Service' &&
      isGen1(document)
    ) {
      const range = annotationValueRange(environment);
      const fix = () => manifestFix('Write gen2', 'suggestion', replaceText(facts, range, 'gen2'));
      yield { message: kind, data: { name: later.name.value }, at: at(uri, range), fix };
    }
    if (!complete || !allKnown || document.containers.length === 0) return;
    for (const [i, { name }] of document.volumes.entries()) {
      if (name.kind !== 'known' || used.has(name.value) || name.value === 'cloudsql') continue;
      const path = [...podSpecPath(document.kind), 'volumes', i];
      const fix = () => manifestFix('Remove the volume', 'suggestion', removeAt(facts, document, path));
      yield {
        message: 'unused',
        data: { name: name.value },
        at: name.at,
        severity: 'hint',
        tags: ['unnecessary'],
        fix,
      };
    }
  },
});

/** The message about a kind of volume that the first generation does not have. */
function gen2Only({ type, driver, medium }: ManifestVolume): 'gen1' | 'disk' | undefined {
  if (type === 'nfs' || (type === 'csi' && driver.kind === 'known' && driver.value.startsWith('gcsfuse')))
    return 'gen1';
  return type === 'emptyDir' && medium.kind === 'known' && medium.value === 'Disk' ? 'disk' : undefined;
}

/** Whether the name is that of a volume with secrets. */
function isSecret(document: ManifestDocument, name: Known<string>): boolean {
  return document.volumes.some(
    (v) => v.type === 'secret' && v.name.kind === 'known' && name.kind === 'known' && v.name.value === name.value,
  );
}

function isGen1(document: ManifestDocument): boolean {
  return annotationText(document, ENVIRONMENT, 'revision') === 'gen1';
}
