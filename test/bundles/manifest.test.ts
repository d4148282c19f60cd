import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROJECT_FILES, SCRIPTS } from '../../client/src/sniff.ts';
import { EXPLAIN_ERROR, SHOW_INSPECT, SHOW_RULE, SHOW_TOPIC } from '../../server/src/lsp/protocol.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: Readonly<Record<string, { readonly supported: boolean }>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string; readonly title: string }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly svg?: string; readonly markdown?: string; readonly altText?: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly yamlValidation: readonly { readonly fileMatch: string; readonly url: string }[];
  };
}

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(text('package.json')) as Manifest;

describe('manifest', () => {
  it('never starts with the editor', () => {
    assert.deepEqual(
      new Set(manifest.activationEvents.map((event) => event.split(':')[0])),
      new Set(['onLanguage', 'workspaceContains']),
    );
  });

  it('is activated by the same files that the client looks for', () => {
    assert.ok(manifest.activationEvents.includes(`workspaceContains:${PROJECT_FILES}`));
    const languages = manifest.activationEvents.flatMap((event) => /^onLanguage:(.*)/.exec(event)?.[1] ?? []);
    assert.deepEqual(languages, ['dockerfile', ...SCRIPTS]);
  });

  it('names files that exist', () => {
    const { snippets, grammars, yamlValidation } = manifest.contributes;
    const paths = [
      manifest.main,
      manifest.browser,
      manifest.icon,
      ...[...snippets, ...grammars].map(({ path }) => path),
      ...yamlValidation.map(({ url }) => url),
    ];
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('names the grammars as they name themselves', () => {
    for (const { path, scopeName } of manifest.contributes.grammars) {
      assert.equal((JSON.parse(text(path)) as { scopeName: string }).scopeName, scopeName);
    }
  });

  it('contributes exactly the commands that the client registers', () => {
    const client = text('client/src/client.ts');
    const literal = [...client.matchAll(/registerCommand\(\s*'([^']+)'/g)].map((match) => match[1]);
    assert.match(client, /registerCommand\(EXPLAIN_ERROR,/);
    assert.match(client, /registerCommand\(SHOW_INSPECT,/);
    assert.match(client, /registerCommand\(SHOW_RULE,/);
    assert.match(client, /registerCommand\(SHOW_TOPIC,/);
    const { commands } = manifest.contributes;
    assert.deepEqual(
      new Set(commands.map(({ command }) => command)),
      new Set([...literal, EXPLAIN_ERROR, SHOW_INSPECT, SHOW_RULE, SHOW_TOPIC]),
    );
    assert.ok(commands.every(({ category }) => category === 'Cloud Run Preflight'));
  });

  it('has a walkthrough whose commands, settings and pictures exist', () => {
    const { commands, configuration, walkthroughs } = manifest.contributes;
    // What VS Code itself has is looked up in VS Code: test/vscode/suite/walkthrough.test.ts.
    const known = new Set([...commands.map(({ command }) => command), 'workbench.action.openSettings']);
    const settings = new Set([...Object.keys(configuration.properties), 'editor.codeActionsOnSave']);
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length >= 4 && steps.length <= 5);
    for (const { id, description, media, completionEvents } of steps) {
      const links = [...description.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)];
      assert.equal(links.length, 1, id);
      for (const [, command = '', argument] of links) {
        assert.ok(known.has(command), command);
        if (argument === undefined) continue;
        const [query] = JSON.parse(decodeURIComponent(argument)) as readonly string[];
        assert.ok(settings.has((query ?? '').replace(/^@id:/, '')), query);
      }
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) {
        const [kind, name = ''] = event.split(':');
        assert.ok(kind === 'onCommand' ? known.has(name) : kind === 'onSettingChanged' && settings.has(name), event);
      }
      const path = media.svg ?? media.markdown ?? '';
      assert.ok(existsSync(join(ROOT, path)), path);
      if (media.svg !== undefined) assert.ok((media.altText ?? '').length > 20, `${id} has an altText`);
      // Small, and of the editor's own colours: nothing is loaded from anywhere.
      const content = text(path);
      assert.ok(content.length < 3_000, `${path} is small`);
      assert.doesNotMatch(content.replace('http://www.w3.org/2000/svg', ''), /https?:|<script|<image/);
    }
  });

  it('works in untrusted and virtual workspaces', () => {
    assert.deepEqual(
      Object.entries(manifest.capabilities).map(([name, { supported }]) => [name, supported]),
      [
        ['untrustedWorkspaces', true],
        ['virtualWorkspaces', true],
      ],
    );
  });
});
