import type { Span, Uri } from '../../base/span.ts';
import { ancestors, dirname, joinPath, relativePath } from '../../base/uri.ts';
import type { PythonFacts } from '../../facts/python/python.ts';
import type { StartFailure } from '../launch-types.ts';
import type { ImageConfig } from './image.ts';
import { joinDirectory } from './image-path.ts';
import type { Packages } from './packages.ts';
import type { LaunchContext } from './process.ts';
import type { ServerOutcome } from './servers/outcome.ts';

// What is wrong with the application that a command names: it is not in the image, or the server cannot call it.

/** Commands of a RUN that leave the application's own files alone. */
const HARMLESS_COMMAND =
  /^(?:set|pip3?|uv|apt(?:-get)?|apk|yum|dnf|microdnf|mkdir|chmod|chown|useradd|adduser|groupadd|addgroup|rm|echo|ln|update-ca-certificates|true|cd|locale-gen|python3? -m (?:pip|venv|compileall)|poetry config)\b|^sed -i .*\/etc\//;

/** Whether every command of a line is one of those. */
function isHarmless(line: string): boolean {
  const commands = line.split(/&&|\|\||[;|]/).map((command) => command.trim());
  return commands.every(
    (command, i) =>
      !command.includes('&') && (HARMLESS_COMMAND.test(command) || (command === '' && i === commands.length - 1)),
  );
}

/** Whether nothing but COPY puts Python files into the image. */
function onlyCopied(image: ImageConfig): boolean {
  return image.chain.every(
    (stage) =>
      stage.onbuilds.length === 0 &&
      stage.copies.every((copy) => copy.from === undefined && copy.instruction === 'COPY') &&
      stage.runs.every((run) => {
        const text = run.source.text.replace(/\\\r?\n/g, ' ').trim();
        // Installing the project itself, or anything from a folder, brings modules that no file name tells.
        if (/\binstall\b[^&|;]*\s(?:\.|-e|--editable|\.\/|git\+|\S+\.(?:whl|tar\.gz))/.test(text)) return false;
        return isHarmless(text);
      }),
  );
}

/** What is asked for, and where. */
interface Sought {
  readonly context: LaunchContext;
  readonly image: ImageConfig | undefined;
  readonly packages: () => Packages;
  readonly at: Span;
}

/** Whether the folder's content is known: it comes from the build context, and Python files of it are in the index. */
function isKnownFolder({ context }: Sought, folder: string, file: string): boolean {
  const full = joinDirectory(folder, file);
  if (full === undefined || !context.files.complete(full)) return false;
  return context.files.folders(folder).some((uri) => context.reader.filesIn(uri).some((name) => name.endsWith('.py')));
}

/**
 * Whether a folder above the Dockerfile's has the file: then the image may be built there, as samples do whose README says to
 * copy the Dockerfile first.
 */
function liesAbove({ context, at }: Sought, name: string): boolean {
  const { reader } = context;
  const top = reader.folderOf(at.uri);
  return ancestors(dirname(at.uri))
    .filter((folder) => folder !== dirname(at.uri) && relativePath(top, folder) !== undefined)
    .some((folder) => reader.exists(joinPath(folder, `${name}.py`)) || reader.foldersIn(folder).includes(name));
}

/** The failure of `python path` where the file is certainly not in the image. */
export function missingScript(sought: Sought, path: string): readonly StartFailure[] {
  const { context, image, at } = sought;
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, slash) || '/';
  if (image === undefined || !path.endsWith('.py') || context.files.find(path) !== undefined) return [];
  if (!onlyCopied(image) || !isKnownFolder(sought, folder, path.slice(slash + 1))) return [];
  if (liesAbove(sought, path.slice(slash + 1).replace(/\.py$/, ''))) return [];
  return [{ code: 'missing-module', text: `can't open file '${path}': No such file or directory`, at, fatal: true }];
}

/** The failure of a server whose application's module is certainly not in the image. */
export function missingModule(sought: Sought, module: string, roots: readonly string[]): readonly StartFailure[] {
  const { context, image, at } = sought;
  const [top = '', ...rest] = module.split('.');
  if (image === undefined || roots.length === 0 || !onlyCopied(image) || liesAbove(sought, top)) return [];
  const missing: readonly StartFailure[] = [
    { code: 'missing-module', text: `No module named '${module}'`, at, fatal: true },
  ];
  const own = roots.filter((root) => {
    const folder = joinDirectory(root, top);
    return folder !== undefined && context.files.folders(folder).length > 0;
  });
  if (own.length > 0) {
    // The package is the project's own; each of its folders must be known for the module to be missing.
    const inside = [top, ...rest.slice(0, -1)].join('/');
    const file = `${rest.at(-1) ?? '__init__'}.py`;
    return rest.length > 0 && own.every((root) => isKnownFolder(sought, joinDirectory(root, inside) ?? '', file))
      ? missing
      : [];
  }
  const name = top.replaceAll('_', '-').toLowerCase();
  if (sought.packages().list.some((p) => p.name.replaceAll('_', '-').toLowerCase() === name)) return [];
  const [first] = roots;
  return first !== undefined && isKnownFolder(sought, first, `${top}.py`) ? missing : [];
}

/** Names that a file binds without writing them as such; nothing is certain then. */
const HIDDEN_NAMES = ['globals', 'locals', 'vars', 'setattr', 'exec', '__getattr__'];

/** The failure of a server whose application's name stands nowhere in the module's file. */
export function missingAttribute(
  sought: Sought,
  server: ServerOutcome['server']['kind'],
  app: string,
  uri: Uri,
): readonly StartFailure[] {
  const [module = '', written] = app.split(':');
  if (server !== 'gunicorn' && server !== 'uvicorn') return [];
  const name = /^[A-Za-z_]\w*/.exec(written ?? (server === 'gunicorn' ? 'application' : ''))?.[0];
  const { reader } = sought.context;
  const facts = reader.python(uri);
  if (name === undefined || facts === undefined || facts.imports.some((i) => i.name === '*')) return [];
  if ([name, ...HIDDEN_NAMES].some((word) => reader.mentions(uri, word))) return [];
  const shown =
    server === 'gunicorn'
      ? `Failed to find attribute '${name}' in '${module}'.`
      : `Error loading ASGI app. Attribute "${written ?? name}" not found in module "${module}".`;
  return [{ code: 'other', text: shown, at: sought.at, fatal: true }];
}

/** How a server calls its application; `undefined` where it finds out by itself or is not known. */
function spokenBy({ server }: ServerOutcome): 'asgi' | 'wsgi' | undefined {
  const { kind, workerClass, startedBy, options } = server;
  if (kind === 'waitress') return 'wsgi';
  if (kind === 'daphne') return 'asgi';
  if (kind === 'uvicorn')
    return startedBy === 'code' || options.some((o) => o.name === '--interface') ? undefined : 'asgi';
  if (kind !== 'gunicorn' || workerClass.value.kind !== 'known') return undefined;
  const name = workerClass.value.value;
  if (/^(?:sync|gthread|gevent|eventlet)$/.test(name)) return 'wsgi';
  return name === 'uvicorn' || name === 'asgi' ? 'asgi' : undefined;
}

/** The failure of a server that calls the application in a way that it does not understand: every request ends in an error. */
export function wrongInterface(
  outcome: ServerOutcome,
  app: string,
  at: Span,
  uri: Uri,
  facts: PythonFacts | undefined,
): readonly StartFailure[] {
  const spoken = spokenBy(outcome);
  const attribute = /^[\w.]+(?::(\w+))?$/.exec(app)?.[1] ?? 'application';
  const found = facts?.apps.filter((a) => a.name === attribute) ?? [];
  const assignment = facts?.assignments.find((a) => a.name === attribute);
  const [made] = found;
  if (spoken === undefined || made === undefined || found.length > 1 || made.within !== -1) return [];
  if (assignment === undefined || assignment.times !== 1 || assignment.conditional) return [];
  if (made.protocol === 'own' || made.protocol === spoken || uri === '') return [];
  const [has, wants] = made.protocol === 'asgi' ? ['ASGI', 'WSGI'] : ['WSGI', 'ASGI'];
  const text = `${attribute} is an ${has} application (${made.framework}), and this server calls it as ${wants}`;
  return [{ code: 'wrong-interface', text: text.replace('an WSGI', 'a WSGI'), at, fatal: false }];
}
