import { valueOf } from '../../base/known.ts';
import { toQuantity } from '../../base/quantity.ts';
import { spanOf } from '../../base/span.ts';
import { setText } from '../../facts/manifest/edit.ts';
import { podSpecPath } from '../../facts/manifest/manifest.ts';
import { roughBytes } from '../../model/memory.ts';
import { type ContainerSubject, defineRule, type Fix, relatedTo } from '../rule.ts';

const MANIFEST = (size: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: scratch\n              mountPath: /scratch\n          resources:\n            limits:\n              memory: 1Gi\n      volumes:\n        - name: scratch\n          emptyDir:\n            medium: Memory\n            sizeLimit: ${size}\n`;

const SHARED = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
spec:
  template:
    spec:
      containerConcurrency: 8
      containers:
        - name: app
          image: us-docker.pkg.dev/p/r/shop
          ports:
            - containerPort: 8080
          volumeMounts:
            - name: logs
              mountPath: /logs
        - name: collector
          image: us-docker.pkg.dev/p/r/collector
          volumeMounts:
            - name: logs
              mountPath: /logs
      volumes:
        - name: logs
          emptyDir:
            medium: Memory
            sizeLimit: 512Mi
`;

export default defineRule({
  name: 'memory-volume-exceeds-limit',
  since: '0.1.0',
  severity: 'warning',
  subject: 'container',
  summary: 'An in-memory volume may grow to the whole memory of its container.',
  why: `An \`emptyDir\` volume is held in memory and counts against the memory limit of the containers that use it. With a \`sizeLimit\` at or above
that limit, files alone can fill the instance, and it is stopped instead of getting "no space left". A \`sizeLimit\` of at most half the
memory leaves room for the program.`,
  source: {
    url: 'https://docs.cloud.google.com/run/docs/configuring/services/in-memory-volume-mounts',
    checked: '2026-11-28',
  },
  topic: 'files-and-tmp',
  messages: {
    large:
      'This volume may take {size} of memory, and the memory limit is {limit}: a full volume gets the instance killed. Lower sizeLimit.',
  },
  bad: [{ files: { 'service.yaml': MANIFEST('⟦1Gi⟧') }, fixed: { 'service.yaml': MANIFEST('512Mi') } }],
  good: [
    { why: 'Half of the memory', files: { 'service.yaml': MANIFEST('512Mi') } },
    {
      why: 'A disk takes no memory',
      files: { 'service.yaml': MANIFEST('10Gi').replace('medium: Memory', 'medium: Disk') },
    },
    {
      why: 'A medium that is filled in later',
      files: { 'service.yaml': MANIFEST('10Gi').replace('medium: Memory', 'medium: ${MEDIUM}') },
    },
    { why: 'Two containers share the volume, and their memory', files: { 'service.yaml': SHARED } },
  ],
  *check(subject) {
    const { container, deployable } = subject;
    const { manifest } = deployable;
    if (manifest === undefined) return;
    const mounted = new Set(container.manifest?.mounts.map((mount) => valueOf(mount.name)));
    for (const [index, volume] of manifest.document.volumes.entries()) {
      const size = volume.type === 'emptyDir' ? volume.sizeLimit?.amount : undefined;
      const bytes = size === undefined ? undefined : valueOf(size);
      const { medium } = volume;
      const inMemory = medium.kind === 'known' ? /^(?:memory)?$/i.test(medium.value) : medium.why === 'absent';
      const name = valueOf(volume.name);
      if (bytes === undefined || name === undefined || !inMemory || !mounted.has(name)) continue;
      const users = deployable.containers.filter((c) => c.manifest?.mounts.some((m) => valueOf(m.name) === name));
      // The volume is one, whoever mounts it: what they have together counts, and the first of them is told.
      const limits = users.map((user) => valueOf(user.memoryBytes));
      const limit = limits.reduce<number | undefined>(
        (a, b) => (a === undefined || b === undefined ? undefined : a + b),
        0,
      );
      if (limit === undefined || bytes < limit || users[0] !== container) continue;
      const place = size?.kind === 'known' ? size.at : undefined;
      yield {
        message: 'large',
        data: { size: roughBytes(bytes), limit: roughBytes(limit) },
        at: place ?? spanOf(manifest.uri, volume.range),
        related: [relatedTo(container.memoryBytes, 'The memory limit is set here.')],
        fix: () => lower(subject, index, limit),
      };
    }
  },
});

function lower({ deployable, reader }: ContainerSubject, index: number, limit: number): Fix | undefined {
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined) return undefined;
  const size = toQuantity(limit / 2);
  const path = [...podSpecPath(manifest.document.kind), 'volumes', index, 'emptyDir'];
  const edits = setText(facts, manifest.document, path, 'sizeLimit', size);
  return edits === undefined ? undefined : { title: `Set sizeLimit to ${size}`, safety: 'suggestion', edits };
}
