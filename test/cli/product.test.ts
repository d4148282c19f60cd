import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { productPage, productVersion } from '../../server/src/cli/product.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'dist', 'cli.js');

describe('cli product', () => {
  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.equal(productVersion(PROGRAM), version);
    assert.equal(productVersion('/no/such/program'), '0.0.0');
  });

  it('finds the pages of rules that ship with it, and no other file', () => {
    assert.equal(
      productPage('localhost-bind', PROGRAM),
      readFileSync(join(ROOT, 'docs', 'rules', 'localhost-bind.md'), 'utf8'),
    );
    assert.equal(productPage('no-such-rule', PROGRAM), undefined);
    assert.equal(productPage('../topics/sigterm', PROGRAM), undefined);
    assert.equal(productPage('localhost-bind', '/no/such/program'), undefined);
  });
});
