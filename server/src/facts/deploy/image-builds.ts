import { commandEnd, literal, unquote, WINDOW } from './command-text.ts';
import { imageNamesOf } from './image-placeholders.ts';

/** What builds an image: which name it gets, and which Dockerfile it is built from. */
export interface ImageBuild {
  /** References of the image, as far as they are written out. */
  readonly images: readonly string[];
  /** What stands for the image in files that the script fills in: `$IMAGE`, `%IMAGE%`. */
  readonly standsFor: readonly string[];
  /** Names of the YAML files that the script mentions, which may be those that it fills in. */
  readonly fills: readonly string[];
  /** The build context; `.` where nothing else is said. */
  readonly context: string;
  /** `--file`: relative to where the command runs. */
  readonly file: string | undefined;
  /** Folder in which the command runs, where the step says so. */
  readonly folder: string | undefined;
}

/** `docker build`, `docker buildx build`, and a docker step of Cloud Build whose words are items of a list. */
const DOCKER =
  /\b(?:docker|podman)\b[^\n#]{0,80}?(?:\n[^\n#]{0,80}?){0,6}?\b(?<!\bid:[ \t]*["']?)(build)\b(?=["'\s,])/g;
const SUBMIT = /\bgcloud\b[^\n#]{0,40}\bbuilds[ \t]+(submit)\b/g;
const ACTION = /uses:[ \t]*["']?docker\/build-push-action@[^\r\n]*/g;
const WORD = /"[^"\r\n]*"|'[^'\r\n]*'|(?:\$\{\{[^}\r\n]*\}\}|\$\([^)\r\n]*\)|[^\s"',[\]\\])+/g;
/** Options of `docker build` and `gcloud builds submit` that take the next word as their value. */
const WITH_VALUE =
  /^(?:-[tfom]|--(?:tag|file|build-arg|target|platform|cache-from|cache-to|label|network|secret|ssh|progress|output|iidfile|add-host|build-context|builder|memory|project|region|timeout|config|substitutions|machine-type|gcs-log-dir|gcs-source-staging-dir|service-account|worker-pool))$/;
/** More than any file of people has; each costs a look at what follows it. */
const MOST = 100;

/** The words of a command, up to the next command. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [raw] of text.matchAll(WORD)) {
    if (/^(?:&&|\|\|?|;|#)/.test(raw)) break;
    if (raw === '-') continue;
    const ends = raw.endsWith(';');
    words.push(unquote(ends ? raw.slice(0, -1) : raw));
    if (ends) break;
  }
  return words;
}

interface Arguments {
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly positional: readonly string[];
}

function argumentsOf(words: readonly string[]): Arguments {
  const options: Record<string, string[]> = {};
  const positional: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const equals = /^(--[a-z-]+)=(.*)$/.exec(word);
    const name = equals?.[1] ?? word;
    if (!word.startsWith('-')) positional.push(word);
    else if (equals !== null) {
      options[name] ??= [];
      options[name].push(unquote(equals[2] ?? ''));
    } else if (WITH_VALUE.test(word)) {
      options[name] ??= [];
      options[name].push(words[++i] ?? '');
    }
  }
  return { options, positional };
}

/** `dir:` of the step of Cloud Build, or `working-directory:` of a workflow, that a place belongs to. */
export function folderOfStep(text: string, from: number, to: number): string | undefined {
  const before = text.slice(Math.max(0, from - WINDOW), from);
  const step = before.lastIndexOf('- name:');
  const after = text.slice(to, to + 400);
  const next = /\n[ \t]*-[ \t]+(?:name|id|uses|run):/.exec(after)?.index ?? after.length;
  const own = (step < 0 ? '' : before.slice(step)) + after.slice(0, next);
  return literal(/^[ \t]*(?:-[ \t]+)?(?:dir|working-directory):[ \t]*["']?([\w./-]+)/m.exec(own)?.[1]);
}

/** What the file around a build says about it: the folder in which it runs, and the values of variables. */
export interface BuildPlace {
  readonly folderAt: (at: number) => string | undefined;
  readonly fill: (written: string) => string;
}

const HERE: BuildPlace = { folderAt: () => '.', fill: (written) => written };

function build(
  text: string,
  from: number,
  context: (args: Arguments) => string | undefined,
  around: BuildPlace,
): ImageBuild | undefined {
  const end = commandEnd(text, from);
  // The verb itself, with the quote behind it where it is an item of a list.
  const args = argumentsOf(wordsOf(text.slice(from, end).replace(/^\w+["']?/, '')));
  const images = [...(args.options['-t'] ?? []), ...(args.options['--tag'] ?? [])];
  const written = context(args);
  const place = written === undefined ? undefined : literal(around.fill(written));
  if (images.length === 0 || written === undefined || place === undefined) return undefined;
  const file = args.options['-f']?.[0] ?? args.options['--file']?.[0];
  if (file !== undefined && literal(file) === undefined) return undefined;
  // What a variable gives begins at the script's own folder.
  const folder = folderOfStep(text, from, end) ?? (written === place ? around.folderAt(from) : '.');
  if (folder === undefined) return undefined;
  return { images, context: place, file, folder: folder === '.' ? undefined : folder, standsFor: [], fills: [] };
}

/** A step with docker/build-push-action: its `with:` block. */
function action(text: string, from: number): ImageBuild | undefined {
  const rest = text.slice(from, from + WINDOW);
  const body = rest.slice(0, /\r?\n[ \t]*-[ \t]+(?:name|uses|id|run):/.exec(rest)?.index ?? rest.length);
  const input = (key: string): string | undefined =>
    new RegExp(`^[ \\t]*${key}:[ \\t]*["']?([^"'\\r\\n#]*)`, 'm').exec(body)?.[1]?.trim();
  const [context, file] = [input('context') ?? '.', input('file')];
  if (literal(context) === undefined || (file !== undefined && literal(file) === undefined)) return undefined;
  const listed = /^([ \t]*)tags:[ \t]*([^\r\n]*)((?:\r?\n\1[ \t]+[^\r\n]+)*)/m.exec(body);
  const images = `${listed?.[2] ?? ''}\n${listed?.[3] ?? ''}`.split(/[\n,]/).map((tag) => unquote(tag.trim()));
  // Unlike the command's, the action's file is relative to the repository, as its context is.
  const tags = images.filter((tag) => tag !== '' && !/^[|>]-?$/.test(tag));
  return { images: tags, context, file, folder: undefined, standsFor: [], fills: [] };
}

/** The image builds of a pipeline, script or Makefile. Total and linear. */
export function imageBuilds(text: string, around = HERE): readonly ImageBuild[] {
  if (!text.includes('build')) return [];
  const out: (ImageBuild | undefined)[] = [];
  const starts = (pattern: RegExp): readonly number[] => {
    const found: number[] = [];
    for (const match of text.matchAll(pattern)) {
      if (found.length === MOST) break;
      found.push(match.index + match[0].length - (match[1] ?? match[0]).length);
    }
    return found;
  };
  for (const at of starts(DOCKER)) out.push(build(text, at, ({ positional }) => positional.at(-1), around));
  for (const at of starts(SUBMIT)) out.push(build(text, at, ({ positional }) => positional[0] ?? '.', around));
  for (const at of starts(ACTION)) out.push(action(text, at));
  const found = out.filter((one) => one !== undefined);
  return found.some((one) => one.images.some((image) => image.includes('$'))) ? withNames(text, found) : found;
}

const YAML_NAME = /[\w-][\w.-]*\.ya?ml\b/g;

/** The builds with the names that the script's own variables give their images. */
function withNames(text: string, builds: readonly ImageBuild[]): readonly ImageBuild[] {
  const names = imageNamesOf(text);
  const fills = [...new Set([...text.matchAll(YAML_NAME)].slice(0, MOST).map(([name]) => name))];
  return builds.map((one) => ({
    ...one,
    images: [...new Set(one.images.flatMap((image) => [image, names.written(image)]))],
    standsFor: [...new Set(one.images.flatMap((image) => names.standsFor(image)))],
    fills,
  }));
}
