import type { Known } from '../base/known.ts';
import type { Located, Range, Span, Uri } from '../base/span.ts';
import type { DeployCommand } from '../facts/deploy/types.ts';
import type { DockerfileFacts, Stage } from '../facts/dockerfile/types.ts';
import type { ManifestDocument, ManifestFacts } from '../facts/manifest/types.ts';
import type { Audience, Container, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import type { Launch } from '../model/launch-types.ts';

/**
 * error: deployment, start or every request certainly fails. warning: it hurts in production.
 * information: advice on cost and performance. hint: a nicety.
 */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** `safe` may run in fix-all and `--fix`; `suggestion` is offered and never applied in bulk. */
export type FixSafety = 'safe' | 'suggestion';

/** Replaces the text of `at` (empty: inserts there). */
export interface Edit {
  readonly at: Span;
  readonly newText: string;
  /** The file does not exist: it is made, with this text. `at` is its start. */
  readonly creates?: true;
}

/** A change that mends a finding. Edits of one fix never overlap. */
export interface Fix {
  /** Imperative, names the result: "Listen on 0.0.0.0". */
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly Edit[];
}

/** Another place that takes part in the finding, usually in another file. */
export interface Related {
  readonly message: string;
  readonly at: Span;
}

/** What `check` receives, by subject. A rule sees the model and facts, never a syntax tree of a parser library. */
export interface Subjects {
  /** One file of any kind, with its facts where it has some. */
  readonly file: FileSubject;
  /** One stage of a Dockerfile. */
  readonly stage: StageSubject;
  /** A Cloud Run document of a manifest. */
  readonly manifest: ManifestSubject;
  /** A container of a deployable. */
  readonly container: ContainerSubject;
  /** The process that a container starts. */
  readonly launch: LaunchSubject;
  readonly deployable: DeployableSubject;
  /** One `# cloud-run-ignore` comment, after all other rules have run. */
  readonly suppression: SuppressionSubject;
}
export type Subject = keyof Subjects;

export interface FileSubject {
  readonly uri: Uri;
  readonly text: string;
  readonly dockerfile: DockerfileFacts | undefined;
  readonly manifest: ManifestFacts | undefined;
  /** The commands of this file that deploy to Cloud Run. */
  readonly deploys: readonly DeployCommand[];
  readonly audience: Audience;
  /** Whether something that is deployed is made of it. */
  readonly isSource: boolean;
}
export interface SuppressionSubject {
  readonly uri: Uri;
  readonly text: string;
  /** The comment. */
  readonly range: Range;
  /** What to delete so that the comment is gone. */
  readonly removal: Range;
  readonly names: readonly (Located<string> & { readonly known: boolean; readonly used: boolean })[];
}
export interface StageSubject {
  readonly uri: Uri;
  readonly facts: DockerfileFacts;
  readonly stage: Stage;
  /** Whether Cloud Run runs this stage (the last one, or the one that the deployment names). */
  readonly runs: boolean;
  /** Deployables that run this stage. */
  readonly deployables: readonly Deployable[];
  readonly audience: Audience;
}
export interface ManifestSubject {
  readonly uri: Uri;
  readonly text: string;
  readonly facts: ManifestFacts;
  readonly document: ManifestDocument;
}
export interface DeployableSubject {
  readonly deployable: Deployable;
  /** Tracked reads of other files' facts, for what the model does not carry (Python reach). */
  readonly reader: FactsReader;
}
export interface ContainerSubject extends DeployableSubject {
  readonly container: Container;
}
export interface LaunchSubject extends ContainerSubject {
  readonly launch: Launch;
}

/** The names between braces in a message template. A `$` before the brace makes it literal text (`${PORT}`). */
export type Placeholders<S extends string> = S extends `${infer Head}{${infer Name}}${infer Rest}`
  ? Head extends `${string}$`
    ? Placeholders<Rest>
    : Name | Placeholders<Rest>
  : never;

type Data<S extends string> = { readonly [P in Placeholders<S>]: string | number };

/** What `check` yields: a message id with exactly the data that its template names. */
export type Report<M extends Record<string, string>> = {
  readonly [K in keyof M & string]: {
    readonly message: K;
    /** Where the fault is; `undefined` (a default decides and no line says so) yields nothing. */
    readonly at: Span | undefined;
    /** Overrides the rule's severity for this case. */
    readonly severity?: Severity;
    readonly related?: readonly (Related | undefined)[];
    readonly fix?: () => Fix | undefined;
    /** Several alternatives, best first. */
    readonly fixes?: () => readonly (Fix | undefined)[];
    readonly tags?: readonly ('unnecessary' | 'deprecated')[];
    /** Another linter of the workspace says the same at this place; a setting decides what then happens. */
    readonly overlaps?: 'ruff' | undefined;
  } & ([Placeholders<M[K]>] extends [never] ? { readonly data?: undefined } : { readonly data: Data<M[K]> });
}[keyof M & string];

/** Files of an example by path. `⟦…⟧` marks the expected range of a finding and is removed before the run. */
export type ExampleFiles = Readonly<Record<string, string>>;

/** A wrong project: yields exactly one finding of this rule per mark, at the mark. */
export interface BadExample {
  /** What is special about it; heading on the rule's page. */
  readonly why?: string;
  readonly files: ExampleFiles;
  /** The files that the first fix changes, after it. Without it the finding must have no fix. */
  readonly fixed?: ExampleFiles;
  readonly severity?: Severity;
}

/** A right project, or a trap: clean under every rule. */
export interface GoodExample {
  readonly why: string;
  readonly files: ExampleFiles;
}

export interface RuleSource {
  /** The official page that the rule rests on. */
  readonly url: string;
  /** When the page or source was read, ISO date. */
  readonly checked: string;
}

/** A rule: one file, from which registry, page, README row, settings and tests are derived. */
export interface RuleDefinition<S extends Subject, M extends Record<string, string>> {
  /** A kebab-case name of the bad thing; "allow <name>" must read well. Diagnostic code, suppression word and page name. */
  readonly name: string;
  /** The version that brought it. */
  readonly since: string;
  readonly severity: Severity;
  readonly subject: S;
  /** Which audiences it speaks to; `cloud-run` and `likely` by default, `elsewhere` lowered to a hint. */
  readonly audience?: 'any';
  /** Whether its reports count in a file with an open merge conflict. Others are silent there: both sides stand in it. */
  readonly speaksInConflict?: true;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** Markdown: why it matters and what to do, in our own words. */
  readonly why: string;
  readonly source: RuleSource;
  /** Page in docs/topics/ (without `.md`) that explains the background. */
  readonly topic?: string;
  /** Codes of other linters that look at the same line, with how they relate. */
  readonly related?: readonly string[];
  readonly messages: M;
  readonly bad: readonly BadExample[];
  readonly good: readonly GoodExample[];
  /** Looks at one subject. Yields nothing on doubt. */
  check(subject: Subjects[S]): Iterable<Report<M>>;
}

/** A report with its message filled in, ready to become a finding. */
export interface RuleReport {
  readonly messageId: string;
  readonly text: string;
  readonly at: Span;
  readonly severity: Severity;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  readonly overlaps?: 'ruff';
}

/** A rule with its types erased, as the registry and the engine see it. */
export interface Rule extends Omit<RuleDefinition<Subject, Record<string, string>>, 'check' | 'subject'> {
  readonly subject: Subject;
  /** Runs the check on a subject of this rule's kind. */
  run(subject: Subjects[Subject]): readonly RuleReport[];
}

/** Fills `{name}` places of a template; `${name}` stays as it is. */
export function fillTemplate(template: string, data: Readonly<Record<string, string | number>>): string {
  return template.replace(/(\$?)\{(\w+)\}/g, (whole, dollar: string, name: string) =>
    dollar === '' && Object.hasOwn(data, name) ? String(data[name]) : whole,
  );
}

function present<T>(items: readonly (T | undefined)[] | undefined): readonly T[] {
  return (items ?? []).filter((item): item is T => item !== undefined);
}

/** Defines a rule; the types tie message ids and their data to the templates. */
export function defineRule<S extends Subject, const M extends Record<string, string>>(
  definition: RuleDefinition<S, M>,
): Rule {
  return {
    ...definition,
    run(subject) {
      const reports: RuleReport[] = [];
      // The engine hands each rule subjects of its own kind only (engine/lint.ts).
      for (const report of definition.check(subject as Subjects[S])) {
        if (report.at === undefined) continue;
        reports.push({
          messageId: report.message,
          text: fillTemplate(definition.messages[report.message] ?? '', report.data ?? {}),
          at: report.at,
          severity: report.severity ?? definition.severity,
          related: present(report.related),
          fixes: present([...(report.fixes?.() ?? []), report.fix?.()]),
          tags: report.tags ?? [],
          ...(report.overlaps === undefined ? {} : { overlaps: report.overlaps }),
        });
      }
      return reports;
    },
  };
}

/** Related information at a known value's place; nothing where a default decides. */
export function relatedTo(value: Known<unknown>, message: string): Related | undefined {
  return value.kind === 'known' && value.at !== undefined ? { message, at: value.at } : undefined;
}

/** A span in the subject's own file. */
export function at(uri: Uri, range: Range): Span {
  return { uri, start: range.start, end: range.end };
}
