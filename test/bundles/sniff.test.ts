import { strict as assert } from 'node:assert';
import { isReason } from '../../client/src/sniff.ts';

/** What starts the server, by language and text. */
const CASES: readonly (readonly [boolean, string, string])[] = [
  [true, 'dockerfile', ''],
  [true, 'yaml', 'apiVersion: serving.knative.dev/v1\nkind: Service\n'],
  [true, 'yaml', '# comment\r\napiVersion: "run.googleapis.com/v1"\r\n'],
  [true, 'yaml', 'kind: Job\napiVersion: run.googleapis.com/v1\n'],
  [true, 'yaml', 'apiVersion: v1\n---\napiVersion: serving.knative.dev/v1\n'],
  [true, 'yaml', 'items:\n  - apiVersion: serving.knative.dev/v1\n'],
  [true, 'yaml', 'steps:\n  - uses: google-github-actions/deploy-cloudrun@v2\n'],
  [true, 'yaml', '    run: |\n      gcloud run deploy api --source .\n'],
  [true, 'shellscript', '#!/bin/sh\ngcloud beta run services replace service.yaml\n'],
  [true, 'makefile', 'deploy:\n\tgcloud run deploy api\n'],
  [false, 'shellscript', 'gcloud auth login\ngcloud runtime-config list\n'],
  [false, 'python', 'gcloud run deploy api\n'],
  [false, 'yaml', 'apiVersion: v1\nkind: Service\n'],
  [false, 'yaml', 'apiVersion: serving.knat'],
  [false, 'yaml', '# apiVersion: serving.knative.dev/v1\n'],
  [false, 'yaml', 'annotations:\n  run.googleapis.com/ingress: all\n'],
  [false, 'python', 'apiVersion: serving.knative.dev/v1\n'],
  [false, 'yaml', ''],
];

describe('starting the server', () => {
  for (const [expected, language, text] of CASES) {
    it(`${expected ? 'for' : 'not for'} ${language} ${JSON.stringify(text)}`, () => {
      assert.equal(
        isReason(language, () => text),
        expected,
      );
    });
  }

  it('reads no text but that of YAML and scripts', () => {
    const never = (): string => assert.fail('the text was read');
    assert.equal(isReason('dockerfile', never), true);
    assert.equal(isReason('python', never), false);
  });
});
