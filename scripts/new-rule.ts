import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

// `npm run new-rule <group>/<name>`: a rule file that compiles and whose example fails until it is written.

const ROOT = resolve(import.meta.dirname, '..', '..');

function template(name: string, today: string): string {
  return `import { defineRule } from '../rule.ts';

export default defineRule({
  name: '${name}',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'One sentence that says what is wrong.',
  why: \`Why it matters on Cloud Run and what to do about it, in plain English.\`,
  source: { url: 'https://cloud.google.com/run/docs/container-contract', checked: '${today}' },
  messages: {
    found: 'What is wrong with {value}. What Cloud Run does about it. What to do.',
  },
  bad: [{ files: { Dockerfile: 'FROM python:3.12-slim\\nCMD ["⟦python⟧", "main.py"]\\n' } }],
  good: [{ why: 'The trap that must stay silent', files: { Dockerfile: 'FROM python:3.12-slim\\nCMD ["python", "main.py"]\\n' } }],
  *check({ launch }) {
    if (launch.argv.kind !== 'known') return;
    yield { message: 'found', data: { value: 'the value' }, at: launch.argv.at };
  },
});
`;
}

function main(path: string | undefined): void {
  const match = /^([a-z]+)\/([a-z][a-z0-9-]*)$/.exec(path ?? '');
  if (match === null) {
    console.error('Usage: npm run new-rule <group>/<name>, for example: npm run new-rule listening/localhost-bind');
    process.exitCode = 2;
    return;
  }
  const file = join(ROOT, 'server', 'src', 'rules', `${match[0]}.ts`);
  if (existsSync(file)) {
    console.error(`${match[0]} exists already.`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, template(basename(match[0]), new Date().toISOString().slice(0, 10)));
  console.log(
    `Wrote server/src/rules/${match[0]}.ts. Fill it in, then run "npm run generate" and "npm run test:unit".`,
  );
}

main(process.argv[2]);
