import { valueOf } from '../base/known.ts';
import type { Span, Uri } from '../base/span.ts';
import { basename, dirname, joinPath } from '../base/uri.ts';
import type { FactsReader } from './facts-reader.ts';
import type { Launch, Server } from './launch-types.ts';

/** What to start in place of a development server, and the line that the requirements lack for it. */
export interface ProductionCommand {
  readonly words: readonly string[];
  readonly requirement: { readonly at: Span; readonly newText: string } | undefined;
}

/** gunicorn's command line for the application that a development server serves; undefined where the files do not name it. */
export function productionCommand(
  reader: FactsReader,
  launch: Launch,
  server: Server,
  dockerfile: Uri,
): ProductionCommand | undefined {
  const roots = [...new Set([...launch.importRoots, dirname(dockerfile)])];
  const app =
    server.kind === 'flask'
      ? flaskApp(reader, launch, server, roots)
      : server.kind === 'django'
        ? djangoApp(reader, roots)
        : undefined;
  if (app === undefined || !mayBeInstalled(reader, roots, dockerfile, 'gunicorn')) return undefined;
  return {
    words: ['gunicorn', '--threads', '8', '--timeout', '0', app],
    requirement: missingRequirement(reader, roots, 'gunicorn'),
  };
}

function flaskApp(reader: FactsReader, launch: Launch, server: Server, roots: readonly Uri[]): string | undefined {
  if (server.startedBy === 'code') {
    const script = valueOf(launch.argv)?.find((arg) => /\.py$/.test(arg.value))?.value;
    const entry = valueOf(launch.entry);
    // gunicorn imports from the working directory, a script from its own folder.
    if (script === undefined || entry === undefined || script.replace(/^\.\//, '').includes('/')) return undefined;
    const name = flaskName(reader, entry);
    if (!startsNothingElse(reader, entry, server.at)) return undefined;
    return server.at.uri === entry && name !== undefined ? `${basename(entry).slice(0, -3)}:${name}` : undefined;
  }
  const written = appOption(launch) ?? variable(launch, 'FLASK_APP');
  const target = written ?? ['wsgi', 'app'].find((name) => roots.some((r) => reader.exists(joinPath(r, `${name}.py`))));
  if (target === undefined) return undefined;
  const [path = '', attribute] = target.split(':');
  const module = path.replace(/\.py$/, '').replace(/^\.\//, '').replaceAll('/', '.');
  const file = roots
    .flatMap((root) =>
      [`${module.replaceAll('.', '/')}.py`, `${module.replaceAll('.', '/')}/__init__.py`].map((p) => joinPath(root, p)),
    )
    .find((uri) => reader.exists(uri));
  const name =
    attribute !== undefined
      ? namedApp(reader, file, attribute)
      : file === undefined
        ? undefined
        : flaskName(reader, file);
  return name === undefined ? undefined : `${module}:${name}`;
}

/**
 * Whether a script does nothing beside starting the server that an import would not do: no model loaded, no table made under the main
 * guard. One that starts the server at its import as well would start it inside gunicorn.
 */
function startsNothingElse(reader: FactsReader, entry: Uri, at: Span): boolean {
  const facts = reader.python(entry);
  const start = facts?.serverStarts.find(({ range }) => range.start <= at.start && at.end <= range.end);
  if (facts === undefined || start === undefined || start.reachedOnImport) return false;
  return !facts.calls.some(
    (call) =>
      call.within === start.within &&
      (start.within !== -1 || call.inMainGuard) &&
      (call.range.end <= start.range.start || call.range.start >= start.range.end) &&
      !HARMLESS.test(call.callee ?? call.text),
  );
}

/** Calls that show something or read a setting. */
const HARMLESS =
  /^(?:print|int|str|bool|float|len)$|^(?:os\.(?:getenv|environ\.get|environ\.setdefault)|sys\.\w+|load_dotenv|dotenv\.load_dotenv)$|(?:^|\.)(?:log|logg(?:er|ing))\.\w+$|\.(?:info|debug|warning|basicConfig|add_argument|parse_args|ArgumentParser|lower|strip|format)$/;

/** `--app` stands before the word `run`, so it is none of the server's options. */
function appOption(launch: Launch): string | undefined {
  const words = valueOf(launch.argv)?.map((arg) => arg.value) ?? [];
  const joined = words.find((word) => word.startsWith('--app='));
  if (joined !== undefined) return joined.slice('--app='.length);
  const index = words.findIndex((word) => word === '--app' || word === '-A');
  return index < 0 ? undefined : words[index + 1];
}

function variable(launch: Launch, name: string): string | undefined {
  const found = launch.environment.find((v) => v.name === name);
  return found === undefined ? undefined : valueOf(found.value);
}

/** What `--app module:name` means to gunicorn: Flask calls a factory by itself, gunicorn wants the call written out. */
function namedApp(reader: FactsReader, file: Uri | undefined, attribute: string): string | undefined {
  const factory =
    file === undefined
      ? undefined
      : reader.python(file)?.functions.find((f) => f.name === attribute && f.parent === -1);
  if (factory === undefined) return attribute;
  return factory.parameters.some((p) => p.default === undefined) ? undefined : `${attribute}()`;
}

/** The application object of a file, or the call of its factory. */
function flaskName(reader: FactsReader, uri: Uri): string | undefined {
  const facts = reader.python(uri);
  const apps = facts?.apps.filter((a) => a.framework === 'flask') ?? [];
  const [only, ...more] = apps.filter((a) => a.within === -1 && /^\w+$/.test(a.name));
  if (only !== undefined) return more.length === 0 ? only.name : undefined;
  const factory = facts?.functions.find((f, i) => f.name === 'create_app' && apps.some((a) => a.within === i));
  return factory === undefined || factory.parameters.some((p) => p.default === undefined) ? undefined : 'create_app()';
}

/** The only `wsgi.py` of the project, where it has the name that gunicorn looks for. */
function djangoApp(reader: FactsReader, roots: readonly Uri[]): string | undefined {
  const found = new Map(
    roots.flatMap((root) =>
      reader.foldersIn(root).flatMap((folder) => {
        const uri = joinPath(root, `${folder}/wsgi.py`);
        return reader.exists(uri) ? [[folder, uri] as const] : [];
      }),
    ),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined && reader.mentions(only[1], 'application')
    ? `${only[0]}.wsgi`
    : undefined;
}

/** Whether a package is installed, or a line of the requirements can install it: not where the files install others by name. */
function mayBeInstalled(reader: FactsReader, roots: readonly Uri[], dockerfile: Uri, name: string): boolean {
  const lists = roots
    .flatMap((root) =>
      ['requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py', 'environment.yml'].map((f) => joinPath(root, f)),
    )
    .filter((uri) => reader.exists(uri));
  if (lists.some((uri) => uri.endsWith('/requirements.txt'))) return true;
  if ([dockerfile, ...lists].some((uri) => reader.mentions(uri, name))) return true;
  return lists.length === 0 && !reader.mentions(dockerfile, 'install');
}

/** The line that a requirements.txt in one of the folders needs so that a package is installed; none where it is listed. */
export function missingRequirement(
  reader: FactsReader,
  roots: readonly Uri[],
  name: string,
): ProductionCommand['requirement'] {
  const uri = roots.map((root) => joinPath(root, 'requirements.txt')).find((file) => reader.exists(file));
  const text = uri === undefined ? undefined : reader.text(uri);
  if (uri === undefined || text === undefined || new RegExp(`^${name}\\b`, 'im').test(text)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const at = { uri, start: text.length, end: text.length };
  return { at, newText: text === '' || text.endsWith('\n') ? `${name}${eol}` : `${eol}${name}${eol}` };
}
