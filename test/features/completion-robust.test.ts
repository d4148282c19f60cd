import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../server/src/api.ts';
import { plainText } from '../../server/src/features/completion-answer.ts';
import { processorMs } from '../kit/processor-time.ts';

const SERVICE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/maxScale: "10"
        run.googleapis.com/container-dependencies: '{"app": ["proxy"]}'
    spec:
      containerConcurrency: 8
      volumes:
      - name: data
        emptyDir: {medium: Memory}
      containers:
      - name: app
        image: "gcr.io/p/app"
        resources:
          limits: {cpu: "2", memory: 1Gi}
        volumeMounts:
        - name: data
          mountPath: /mnt
`;

const JOB = `# a job\r
---\r
apiVersion: run.googleapis.com/v1\r
kind: Job\r
metadata:\r
    name: 'j'\r
spec:\r
    template:\r
        spec:\r
            taskCount: 2\r
            template:\r
                spec:\r
                    containers:\r
                        -   image: x # y\r
                            env:\r
                                - {name: A, value: "b"}\r
                                - name: B\r
                                  valueFrom:\r
                                      secretKeyRef: {name: s, key: latest}\r
---\r
kind: Deployment\r
`;

describe('completion in broken text', () => {
  const uri = 'file:///ws/service.yaml';
  const check = (text: string, offsets: readonly number[]): number => {
    const analysis = createAnalysis();
    analysis.setFile(uri, text);
    let offers = 0;
    for (const offset of offsets) {
      for (const item of analysis.completion(uri, offset)) {
        offers++;
        assert.ok(item.range.start <= offset && offset <= item.range.end, `${offset}: ${item.label}`);
        assert.doesNotMatch(text.slice(item.range.start, item.range.end), /\n/);
        assert.doesNotMatch(plainText(item.newText), /\$\{|\$\d/, item.newText);
        for (const { range } of item.extra)
          assert.ok(range.end < item.range.start || range.start > item.range.end, `${item.label} overlaps`);
      }
    }
    return offers;
  };
  for (const [name, text] of [
    ['a service', SERVICE],
    ['a job with Windows lines', JOB],
  ] as const) {
    it(`answers at every offset of ${name}`, () => {
      assert.ok(check(text, [...Array(text.length + 1).keys()]) > 500);
    });

    it(`answers at the end of every prefix of ${name}`, () => {
      let offers = 0;
      for (let end = 0; end <= text.length; end++) offers += check(text.slice(0, end), [end]);
      assert.ok(offers > 500);
    });

    it(`answers where the rest of ${name} follows without its line`, () => {
      for (let at = 0; at <= text.length; at += 3) {
        const rest = text.slice(text.indexOf('\n', at) + 1);
        check(`${text.slice(0, at)}\t"${rest}`, [at, at + 1, at + 2]);
      }
    });
  }

  it('takes long files and long lines in its stride', async () => {
    const env = '        - name: A\n          value: "b: c"\n'.repeat(2_000);
    const long = `${SERVICE}        env:\n${env}        `;
    const line = `${SERVICE}        args: [${'a: b, '.repeat(50_000)}\n        `;
    for (const text of [long, line]) {
      const spent = await processorMs(() => assert.ok(check(text, [text.length]) > 0));
      assert.ok(spent < 3_000, `${spent} ms`);
    }
  });
});
