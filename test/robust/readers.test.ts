import { strict as assert } from 'node:assert';
import { lineStarts } from '../../server/src/base/lines.ts';
import { decodeConfigFile } from '../../server/src/engine/config-file.ts';
import { findSuppressions } from '../../server/src/engine/suppress.ts';
import { platformFacts } from '../../server/src/facts/deploy/platform.ts';
import { dockerfileFacts } from '../../server/src/facts/dockerfile/dockerfile.ts';
import { manifestFacts } from '../../server/src/facts/manifest/manifest.ts';
import { procfileFacts } from '../../server/src/facts/procfile.ts';
import { lockFacts, pipfileFacts, pyprojectFacts } from '../../server/src/facts/pyproject.ts';
import { pythonFacts } from '../../server/src/facts/python/python.ts';
import { requirementsFacts } from '../../server/src/facts/requirements.ts';
import { ruffSelection } from '../../server/src/facts/ruff.ts';
import { scriptFacts } from '../../server/src/facts/script.ts';
import { streamlitConfig } from '../../server/src/facts/streamlit-config.ts';
import { headCompletion } from '../../server/src/features/completion-head.ts';
import { keyLines, styleOf } from '../../server/src/features/manifest-lines.ts';
import { contextAt } from '../../server/src/syntax/yaml-context.ts';
import { FACTOR } from '../kit/property.ts';
import { usualStackTraces } from '../kit/stack-trace.ts';
import { STRIDE } from '../kit/stride.ts';

// Every reader of a text in time linear to it: each piece below is repeated, on one line and on many, and read. The short run finds
// what is cubic or worse (that of `npm run check` only what is worse still), the long one (PROPERTY_RUNS) what is quadratic.

const LENGTH = FACTOR > 1 ? 80_000 : STRIDE > 1 ? 1_500 : 4_000;
/** Seconds of CPU that a reader may take for two texts. */
const BOUND = FACTOR > 1 ? 12 : 3;

const URI = 'file:///w/x';
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  Dockerfile: (text) => dockerfileFacts(URI, text),
  manifest: (text) => manifestFacts(URI, `apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  ${text}`),
  'YAML place': (text) => contextAt(text, text.length),
  'YAML lines': (text) => [
    styleOf(text),
    keyLines(text, { start: 0, end: text.length }),
    headCompletion(text, text.length),
  ],
  Python: (text) => pythonFacts(URI, text),
  shell: (text) => scriptFacts(URI, text),
  'deploy commands': (text) => platformFacts('file:///w/x.tf', `gcloud run deploy x --target ${text}`),
  Terraform: (text) => platformFacts('file:///w/x.tf', `resource "google_cloud_run_v2_service" "a" {\n  ${text}`),
  Procfile: (text) => procfileFacts(`web: ${text}`),
  requirements: (text) => requirementsFacts(URI, `a${text}`),
  pyproject: (text) => [pyprojectFacts(URI, `a = ${text}`), pipfileFacts(URI, text), lockFacts(URI, text)],
  'Streamlit and ruff': (text) => [streamlitConfig(`[server]\n${text}`), ruffSelection(`[lint]\n${text}`, [])],
  configuration: (text) => decodeConfigFile(`rules:\n  ${text}`, new Set()),
  suppressions: (text) => findSuppressions(`# cloud-run-ignore ${text}`, lineStarts(text), true),
};

const PIECES = [
  ' ',
  '\t',
  '\r',
  '\0',
  'a',
  '1',
  '"',
  "'",
  '`',
  '\\',
  '#',
  ' #',
  ': #',
  ':',
  ': ',
  '- ',
  '-',
  '=',
  ',',
  '.',
  '/',
  '*',
  '&',
  '|',
  ';',
  '<',
  '<<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '{{',
  '}}',
  '{%',
  '$',
  '${',
  '$(',
  '@',
  '%',
  '%(',
  '__',
  '!',
  '?',
  '~',
  '"\\',
  '""',
  '"""',
  "''",
  'a ',
  'a=',
  'a: ',
  '"a" ',
  'a.b',
  '--a',
  '--a=',
  ' \\',
  '\u0301',
  '\ud800',
  '\u202e',
  'run deploy ',
  'docker ',
  'if a; then ',
  'case a in ',
  'def f():',
  'lambda: ',
  'not ',
  '@a ',
  '- a: ',
  '[a',
  '{a: ',
  '*a ',
  '&a ',
];

describe('readers in linear time', () => {
  usualStackTraces();
  for (const [name, read] of Object.entries(READERS)) {
    it(name, function () {
      this.timeout(300_000);
      const slow: string[] = [];
      for (const piece of PIECES) {
        const count = Math.floor(LENGTH / piece.length);
        const started = process.cpuUsage();
        for (const text of [piece.repeat(count), `${piece.repeat(200)}\n`.repeat(Math.floor(count / 200))]) read(text);
        const seconds = process.cpuUsage(started).user / 1e6;
        if (seconds > BOUND) slow.push(`${JSON.stringify(piece)}: ${seconds} s of CPU`);
      }
      assert.deepEqual(slow, []);
    });
  }
});
