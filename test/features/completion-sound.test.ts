import { strict as assert } from 'node:assert';
import type { CompletionAnswer } from '../../server/src/features/completion-answer.ts';
import { analyse, uriOf } from '../kit/example.ts';
import { marked, offered, PATH, taken } from './manifest-kit.ts';

// What completion writes, our own rules must find nothing wrong with.

const SERVICE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
  ⟨meta⟩
  annotations:
    run.googleapis.com/ingress: all
    ⟨service⟩
spec:
  ⟨spec⟩
  template:
    metadata:
      annotations:
        ⟨revision⟩
    spec:
      ⟨pod⟩
      containers:
        - image: europe-west1-docker.pkg.dev/my-project/apps/web:1
          name: web
          ⟨container⟩
          ports:
            - containerPort: 8080
              ⟨port⟩
          resources:
            limits:
              memory: 2Gi
              ⟨limits⟩
          env:
            - ⟨item⟩
        ⟨sidecar⟩
      volumes:
        - name: one
          emptyDir:
            sizeLimit: 128Mi
            ⟨emptyDir⟩
        ⟨volume⟩
`;

const JOB = `apiVersion: run.googleapis.com/v1
kind: Job
metadata:
  name: nightly
  annotations:
    ⟨job⟩
spec:
  template:
    metadata:
      annotations:
        ⟨execution⟩
    spec:
      ⟨tasks⟩
      template:
        spec:
          ⟨task⟩
          containers:
            - image: europe-west1-docker.pkg.dev/my-project/apps/nightly:1
              ⟨container⟩
`;

/** Marks the caret at one place, and takes the lines of the other places out. */
function at(template: string, place: string): string {
  const lines = template.split('\n').filter((line) => !/⟨\w+⟩/.test(line) || line.includes(`⟨${place}⟩`));
  // A list that only a place was in would be empty.
  return lines
    .join('\n')
    .replace(`⟨${place}⟩`, '⟨⟩')
    .replace(/^ *env:\n(?= *volumes:)/m, '')
    .replace(/^ *annotations:\n(?! {4,}(?:run|⟨))/gm, '')
    .replace(/^ *metadata:\n(?= {4}spec:)/gm, '');
}

function places(template: string): readonly string[] {
  return [...template.matchAll(/⟨(\w+)⟩/g)].map((match) => match[1] ?? '');
}

function rulesIn(text: string): readonly string[] {
  return analyse({ [PATH]: text })
    .findings(uriOf(PATH))
    .filter((finding) => finding.severity === 'error' || finding.severity === 'warning')
    .map((finding) => `${finding.rule}: ${finding.message}`);
}

/** Rules that have to do with where something stands; a key without its value still has to pass them. */
const PLACE = /^(?:yaml-syntax|unknown-field|unsupported-field|misplaced-annotation|unknown-annotation)/;

describe('what completion writes', () => {
  it('is judged by rules that would find a fault', () => {
    const found = (line: string): readonly string[] => rulesIn(at(SERVICE, 'container').replace('⟨⟩', line));
    assert.match(found('wrong: 1').join(), /unknown-field/);
    assert.match(found('livenessProbe: {tcpSocket: {port: 1}}').join(), /probe-invalid/);
    assert.match(rulesIn(at(SERVICE, 'limits').replace('⟨⟩', 'cpu: "8"')).join(), /cpu-memory-pair/);
  });

  for (const template of [SERVICE, JOB]) {
    for (const place of places(template)) {
      it(`is in its place: ${template === JOB ? 'job' : 'service'}, ${place}`, () => {
        const source = marked(at(template, place));
        const offers = offered(source).filter((o): o is CompletionAnswer => o.kind !== 'snippet');
        assert.ok(offers.length > 0, 'nothing is offered');
        for (const { label } of offers) {
          const text = taken(source, label);
          assert.deepEqual(
            rulesIn(text).filter((rule) => PLACE.test(rule)),
            [],
            text,
          );
        }
      });
    }
  }

  it('is whole where it is a block', () => {
    let blocks = 0;
    for (const template of [SERVICE, JOB]) {
      for (const place of places(template)) {
        const source = marked(at(template, place));
        const before = new Set(rulesIn(source.text));
        for (const { label, kind } of offered(source)) {
          if (kind !== 'snippet') continue;
          blocks++;
          const text = taken(source, label);
          assert.deepEqual(
            rulesIn(text).filter((rule) => !before.has(rule)),
            [],
            `${label}\n${text}`,
          );
        }
      }
    }
    assert.ok(blocks >= 14, String(blocks));
  });

  it('is legal where it is a value', () => {
    const keys: readonly (readonly [place: string, key: string])[] = [
      ['limits', 'cpu'],
      ['emptyDir', 'medium'],
      ['port', 'name'],
      ['pod', 'containerConcurrency'],
      ['pod', 'timeoutSeconds'],
      ['service', 'run.googleapis.com/launch-stage'],
      ['service', 'run.googleapis.com/default-url-disabled'],
      ['service', 'run.googleapis.com/scalingMode'],
      ['revision', 'run.googleapis.com/cpu-throttling'],
      ['revision', 'run.googleapis.com/startup-cpu-boost'],
      ['revision', 'run.googleapis.com/execution-environment'],
      ['revision', 'autoscaling.knative.dev/minScale'],
      ['revision', 'autoscaling.knative.dev/maxScale'],
      ['revision', 'run.googleapis.com/sessionAffinity'],
    ];
    for (const [place, key] of keys) {
      const source = marked(at(SERVICE, place).replace('⟨⟩', `${key}: ⟨⟩`));
      const offers = offered(source);
      assert.ok(offers.length > 0, key);
      for (const { label } of offers) {
        const text = taken(source, label);
        const found = rulesIn(text).filter((rule) => /^(?:yaml-syntax|invalid-value|cpu-memory-pair)/.test(rule));
        assert.deepEqual(found, [], `${key}: ${label}`);
      }
    }
  });
});
