import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { createAnalysis } from '../../../server/src/api.ts';
import { valueOf } from '../../../server/src/base/known.ts';
import { basename, dirname } from '../../../server/src/base/uri.ts';
import { nearestDockerfile } from '../../../server/src/model/discovery/nearest.ts';
import { ROOT, uriOf } from '../../kit/example.ts';

// The nearest of several Dockerfiles, against the definition; and workspaces in which everything has the same name.

function distance(from: string, to: string): number {
  const [a, b] = [from.split('/'), to.split('/')];
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return a.length + b.length - 2 * common;
}

function byDefinition(home: string, uris: readonly string[]): string | undefined {
  const least = Math.min(...uris.map((uri) => distance(home, dirname(uri))));
  const close = uris.filter((uri) => distance(home, dirname(uri)) === least);
  const plain = close.filter((uri) => /^(?:dockerfile|containerfile)$/i.test(basename(uri)));
  return close.length === 1 ? close[0] : plain.length === 1 ? plain[0] : undefined;
}

describe('the nearest Dockerfile', () => {
  it('is the one that the definition gives', () => {
    const part = fc.constantFrom('a', 'b', 'c');
    const folder = fc.array(part, { maxLength: 4 }).map((parts) => [ROOT, ...parts].join('/'));
    const name = fc.constantFrom('Dockerfile', 'Containerfile', 'Dockerfile.web', 'web.Dockerfile');
    const file = fc.tuple(folder, name).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(folder, fc.uniqueArray(file, { minLength: 1, maxLength: 8 }), (home, uris) => {
        const found = nearestDockerfile(home, uris);
        assert.equal(found === undefined ? undefined : valueOf(found), byDefinition(home, uris));
      }),
      { numRuns: 2000 },
    );
  });

  it('of thousands with one name is found in linear time', function () {
    this.timeout(60_000);
    const files: Record<string, string> = {};
    const manifest =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/api\n';
    for (let i = 0; i < 3000; i++) {
      files[`team-${i}/api/Dockerfile`] = 'FROM a\n';
      files[`team-${i}/deploy/service.yaml`] = manifest;
      files[`team-${i}/deploy/deploy.sh`] = `gcloud run deploy api --image gcr.io/p/team-${i}\n`;
      files[`other-${i}/Dockerfile`] = 'FROM a\n';
      files[`other-${i}/deploy.sh`] = 'gcloud run deploy "$NAME" --image "$IMAGE" --memory 2Gi --command python\n';
      files[`ci/${i}.sh`] = 'gcloud run deploy worker --image "$IMAGE" --memory 2Gi\n';
      files[`more-${i}/worker/Dockerfile`] = 'FROM a\n';
      files[`k8s/${i}/deployment.yaml`] = 'kind: Deployment\n';
    }
    const texts = new Map(Object.entries(files).map(([path, text]) => [uriOf(path), text]));
    const analysis = createAnalysis();
    analysis.setFolders([ROOT]);
    analysis.setIndex([...texts.keys()]);
    const before = process.cpuUsage();
    const { candidates } = analysis.survey((uri) => texts.get(uri));
    const { user, system } = process.cpuUsage(before);
    assert.equal(candidates.size, 9000);
    const dockerfile = candidates.get(uriOf('team-7/deploy/service.yaml'))?.dockerfiles[0];
    assert.equal(dockerfile === undefined ? undefined : valueOf(dockerfile), uriOf('team-7/api/Dockerfile'));
    // Every Dockerfile against every manifest took half a minute; this is a second or two.
    assert.ok((user + system) / 1e6 < 15, `${(user + system) / 1e6} s`);
  });
});
