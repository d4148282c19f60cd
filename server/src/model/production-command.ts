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
  if (app === undefined) return undefined;
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
