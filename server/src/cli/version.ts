import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The product's version from the nearest package.json above the running program; `0.0.0` where there is none. */
export function productVersion(program: string | undefined = process.argv[1]): string {
  try {
    for (let at = dirname(realpathSync(program ?? '.')); ; ) {
      const version = versionIn(join(at, 'package.json'));
      if (version !== undefined) return version;
      const parent = dirname(at);
      if (parent === at) return '0.0.0';
      at = parent;
    }
  } catch {
    return '0.0.0';
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
