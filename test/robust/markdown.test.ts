import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { Analysis } from '../../server/src/api.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { uriOf } from '../kit/example.ts';
import { readFolder } from '../kit/folder.ts';
import { patience, runs } from '../kit/property.ts';
import { STRIDE } from '../kit/stride.ts';
import { analyseProject, CORPUS } from './projects.ts';

// Text of users' files in hovers and pages: whatever it holds, a Markdown renderer finds no link, no image and no HTML in it. Links are
// only those that rules and the catalogue bring.

interface Token {
  readonly type: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
  attrGet(name: string): string | null;
}
type Markdown = (options: { readonly html: boolean; readonly linkify: boolean }) => {
  parse(text: string, environment: object): readonly Token[];
};
// The package has no types of its own.
const require = createRequire(import.meta.url);
const markdownIt = require('markdown-it') as Markdown;
// What VS Code allows or does by itself: HTML in trusted strings, and links out of bare addresses.
const renderer = markdownIt({ html: true, linkify: true });

const HOSTILE = [
  '[x](command:evil)',
  '](command:evil)',
  '![x](https://evil.example/x.png)',
  '<img src=https://evil.example/x>',
  '<a href="command:evil">x</a>',
  'https://evil.example/x',
  'www.evil.example',
  '`](command:evil)`',
  '``` [x](command:evil)',
  '|[x](command:evil)|',
  '\\[x](command:evil)',
  '&lt;b&gt;[x](<command:evil>)',
  '\n\n[evil]: command:evil\n\n[evil]',
] as const;

/** What a text must not hold: everything that is our own has neither of these words. */
function checkMarkdown(text: string, where: string): void {
  const visit = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      const target = token.attrGet('href') ?? token.attrGet('src') ?? '';
      assert.ok(!/evil|^command:/i.test(target), `${where}: a link to ${target} in\n${text}`);
      assert.notEqual(token.type, 'image', `${where}: an image in\n${text}`);
      assert.ok(!/^html_/.test(token.type), `${where}: HTML in\n${text}`);
      visit(token.children ?? []);
    }
  };
  visit(renderer.parse(text, {}));
}

function checkFile(analysis: Analysis, path: string, offsets: Iterable<number>): number {
  const uri = uriOf(path);
  let seen = 0;
  for (const offset of offsets) {
    const hover = analysis.hover(uri, offset);
    if (hover !== undefined) {
      seen++;
      checkMarkdown(hover.markdown, `hover of ${path}`);
    }
    for (const { doc } of analysis.completion(uri, offset)) checkMarkdown(doc, `completion in ${path}`);
  }
  const page = analysis.inspectPage(uri);
  if (page !== undefined) checkMarkdown(page, `page of ${path}`);
  return seen;
}

describe('Markdown', () => {
  it('finds what the test looks for', () => {
    for (const text of HOSTILE.slice(0, 1)) assert.throws(() => checkMarkdown(text, 'itself'));
    for (const text of ['<b>x</b>', '![x](https://a.example/x.png)', 'see https://evil.example/x'])
      assert.throws(() => checkMarkdown(text, 'itself'));
  });

  it('of rule pages has no HTML and no images', () => {
    const pages = Object.entries(readFolder('docs/rules')).filter(([path]) => path.endsWith('.md'));
    assert.ok(pages.length >= RULES.length);
    for (const [path, text] of pages) checkMarkdown(text, path);
  });

  for (const hostile of HOSTILE) {
    it(`nothing comes out of ${JSON.stringify(hostile)}`, () => {
      const word = hostile.replaceAll('\n', ' ');
      const json = JSON.stringify(word).slice(1, -1);
      const files: ExampleFiles = {
        Dockerfile: `FROM python:${word} AS base\nARG A=${word}\nFROM python:3.13\nENV HOST="${json}" ${word}=1\nWORKDIR /${word}\nUSER ${word}\nEXPOSE ${word}\nCOPY . .\nHEALTHCHECK CMD curl ${word}\nENTRYPOINT ["${json}", "--"]\nCMD ["gunicorn", "--bind", "${json}", "--worker-class", "${json}", "main:app"]\n`,
        'main.py': `from flask import Flask\nfrom transformers import pipeline\napp = Flask(__name__)\nmodel = pipeline("x", model="${json}")\nopen("/tmp/${json}", "w")\n`,
        'service.yaml': `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: "${json}"\n  annotations:\n    run.googleapis.com/ingress: "${json}"\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: "${json}"\n        autoscaling.knative.dev/maxScale: "${json}"\n    spec:\n      serviceAccountName: "${json}"\n      containerConcurrency: "${json}"\n      containers:\n        - name: "${json}"\n          image: "gcr.io/p/${json}"\n          command: ["${json}"]\n          args: ["${json}"]\n          env:\n            - name: "${json}"\n              value: "${json}"\n            - name: PORT\n              valueFrom: { secretKeyRef: { name: "${json}", key: "${json}" } }\n          resources: { limits: { cpu: "${json}", memory: "${json}" } }\n          volumeMounts:\n            - name: "${json}"\n              mountPath: "/${json}"\n        - name: "b${json}"\n          image: "${json}"\n      volumes:\n        - name: "${json}"\n          csi: { driver: "${json}" }\n`,
      };
      const analysis = analyseProject(files);
      let seen = 0;
      for (const [path, text] of Object.entries(files)) {
        // Hovers are the same over a whole word; in quick runs some of its places do.
        const offsets = Array.from({ length: Math.ceil(text.length / STRIDE) }, (_, i) => i * STRIDE);
        seen += checkFile(analysis, path, offsets);
      }
      assert.ok(seen * STRIDE > 100);
    });
  }

  it('nothing comes out of hostile text anywhere in an example', function () {
    this.timeout(patience(60_000));
    const places = CORPUS.flatMap((files) => Object.keys(files).map((path) => ({ files, path })));
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.constantFrom(...HOSTILE),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ files, path }, hostile, fraction) => {
          const text = files[path] ?? '';
          const at = Math.floor(fraction * text.length);
          const changed = { ...files, [path]: text.slice(0, at) + hostile + text.slice(at) };
          const analysis = analyseProject(changed);
          checkFile(
            analysis,
            path,
            [0, 1, 2, 3, 4, 5].map((i) => at + i * 3),
          );
          for (const { at: place } of analysis.allFindings())
            checkFile(analysis, place.uri.slice(uriOf('').length), [place.start]);
        },
      ),
      runs(150),
    );
  });
});
