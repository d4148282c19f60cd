import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { decodeSettings } from '../../server/src/engine/settings.ts';
import { RULES } from '../../server/src/rules/index.ts';

// What docs/editors.md shows can be read by what it is meant for, and its settings are ours.

const PAGE = readFileSync(join(resolve(import.meta.dirname, '..', '..', '..'), 'docs', 'editors.md'), 'utf8');
const NAMES = new Set(RULES.map((rule) => rule.name));

/** The page's code blocks of one language. */
function blocks(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map((m) => m[2] ?? '');
}

/** Every object in a value that looks like our section: it has `rules`. */
function sections(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...('rules' in value ? [value] : []), ...Object.values(value).flatMap(sections)];
}

describe('docs/editors.md', () => {
  it('shows JSON and TOML that can be read, with settings that exist', () => {
    const values = [...blocks('json').map((text): unknown => JSON.parse(text)), ...blocks('toml').map((t) => parse(t))];
    assert.equal(values.length, 7);
    const found = values.flatMap(sections);
    assert.equal(found.length, 4);
    for (const section of found) {
      const { settings, problems } = decodeSettings(section, NAMES);
      assert.deepEqual(problems, []);
      assert.equal(settings.rules['tmp-write'], 'hint');
    }
  });

  it('starts the server in the one way that there is', () => {
    const commands = [...blocks('lua'), ...blocks('elisp'), ...blocks('json'), ...blocks('rust')];
    const started = commands.filter((text) => text.includes('--stdio'));
    assert.equal(started.length, 6);
    for (const text of started)
      assert.match(text, /cloud-run-preflight[\s\S]*["']lsp["'](?:\.into\(\))?,? ["']--stdio["']/);
  });
});
