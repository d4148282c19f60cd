import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the product is installed, and its version. */
interface Product {
  readonly folder: string;
  readonly version: string;
}

/** The product that the running program is part of: the nearest package.json of ours above it. */
function productAbove(program: string | undefined): Product | undefined {
  try {
    for (let folder = dirname(realpathSync(program ?? '.')); ; ) {
      const version = versionIn(join(folder, 'package.json'));
      if (version !== undefined) return { folder, version };
      const parent = dirname(folder);
      if (parent === folder) return undefined;
      folder = parent;
    }
  } catch {
    return undefined;
  }
}

/** The product's version; `0.0.0` where no package.json says it. */
export function productVersion(program: string | undefined = process.argv[1]): string {
  return productAbove(program)?.version ?? '0.0.0';
}

/** The Markdown page of a rule, which ships with the product; `undefined` where there is none. */
export function productPage(rule: string, program: string | undefined = process.argv[1]): string | undefined {
  const product = productAbove(program);
  if (product === undefined || !/^[a-z0-9-]+$/.test(rule)) return undefined;
  try {
    return readFileSync(join(product.folder, 'docs', 'rules', `${rule}.md`), 'utf8');
  } catch {
    return undefined;
  }
}

function versionIn(path: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (
      typeof manifest !== 'object' ||
      manifest === null ||
      !('name' in manifest) ||
      manifest.name !== 'cloud-run-preflight'
    )
      return undefined;
    return 'version' in manifest && typeof manifest.version === 'string' ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}
