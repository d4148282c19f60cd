import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'unused-suppression',
  since: '0.1.0',
  severity: 'hint',
  subject: 'suppression',
  audience: 'any',
  summary: 'A `cloud-run-ignore` comment silences nothing.',
  why: `A suppression that no longer silences anything hides the next fault of that kind without anybody having decided so.
Remove it, or correct the name of the rule. Several rules are separated by commas, and a reason follows a colon:
\`# cloud-run-ignore fixed-port: the sidecar forwards 9000\`.`,
  source: { url: 'https://cloud.google.com/run/docs/overview/what-is-cloud-run', checked: '2026-11-23' },
  messages: {
    unused: 'Nothing here breaks {rule}, so this suppression does nothing. Remove it.',
    unknown: 'There is no rule "{rule}", so this suppression does nothing. Correct the name or remove it.',
    empty: 'This suppression names no rule, so it does nothing. Write "# cloud-run-ignore <rule>: <reason>".',
  },
  bad: [
    {
      why: 'The port was corrected, the comment stayed',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nCOPY . .\n# cloud-run-ignore ⟦fixed-port⟧: behind a proxy\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': 'app = None\n',
      },
      fixed: {
        Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
      },
    },
    {
      why: 'A misspelt rule',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nCOPY . .\n# cloud-run-ignore ⟦fixed-prot⟧\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': 'app = None\n',
      },
      fixed: {
        Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
      },
    },
    {
      why: 'No rule at all',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nCOPY . .\n⟦# cloud-run-ignore⟧\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': 'app = None\n',
      },
      fixed: {
        Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
      },
    },
  ],
  good: [
    {
      why: 'A comment that only mentions the word',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nCOPY . .\n# see the docs about cloud-run-ignore comments\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': 'app = None\n',
      },
    },
  ],
  *check({ uri, text, range, removal, names }) {
    const remove = () => ({
      title: 'Remove the suppression',
      safety: 'safe' as const,
      edits: [{ at: at(uri, removal), newText: '' }],
    });
    if (names.length === 0) {
      yield { message: 'empty', at: at(uri, range), tags: ['unnecessary'], fix: remove };
      return;
    }
    const idle = names.filter((name) => !name.known || !name.used);
    for (const name of idle) {
      const fix = () => {
        if (idle.length === names.length) return idle[0] === name ? remove() : undefined;
        const index = names.indexOf(name);
        const next = names[index + 1];
        const previous = names[index - 1];
        const span =
          next !== undefined
            ? { start: name.start, end: next.start }
            : { start: previous?.end ?? name.start, end: name.end };
        return {
          title: `Remove ${text.slice(name.start, name.end)}`,
          safety: 'safe' as const,
          edits: [{ at: at(uri, span), newText: '' }],
        };
      };
      yield {
        message: name.known ? 'unused' : 'unknown',
        data: { rule: name.value },
        at: at(uri, name),
        tags: ['unnecessary'],
        fix,
      };
    }
  },
});
