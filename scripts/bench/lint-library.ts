import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SCRATCH } from './peers.ts';

// A program of its own: lints all Dockerfiles below a folder with a linter that is a library, in one process, and says on
// standard error what it used. node lint-library.js NAME FOLDER

type Lint = (path: string) => unknown;
interface Validator {
  readonly validate: (text: string) => unknown;
}
interface Linter {
  readonly run: (folder: string, text: string) => unknown;
}
interface RuleParser {
  readonly parser: (path: string) => unknown;
}
type Checks = Readonly<Record<string, (rules: unknown) => unknown>> & { readonly all: readonly string[] };

const load = createRequire(join(SCRATCH, 'package.json'));
const text = (path: string): string => readFileSync(path, 'utf8');

/** How each library lints one file, as its own command line does. */
function linter(name: string): Lint {
  switch (name) {
    case 'dockerfile-utils': {
      const { validate } = load('dockerfile-utils') as Validator;
      return (path) => validate(text(path));
    }
    case 'dockerfilelint': {
      const { run } = load('dockerfilelint') as Linter;
      return (path) => run('.', text(path));
    }
    case 'dockerlint': {
      const reader = load('dockerlint/lib/parser') as RuleParser;
      const checks = load('dockerlint/lib/checks') as Checks;
      return (path) => {
        const rules = reader.parser(path);
        return checks.all.map((check) => checks[check]?.(rules));
      };
    }
    default:
      return text;
  }
}

const [name = '', folder = ''] = process.argv.slice(2);
const lint = linter(name);
for (const app of readdirSync(folder)) lint(join(folder, app, 'Dockerfile'));
const { user, system } = process.cpuUsage();
console.error(`peak ${process.resourceUsage().maxRSS}\ncpu ${user + system}`);
