/**
 * The software bill of materials of what ships: the npm packages that the bundles hold, as CycloneDX, from the lock file. Nothing is
 * installed beside the bundles, so a list of all dependencies would name hundreds of packages that no user ever gets.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, root } from './bootstrap.mjs';
import { build } from './build.mjs';
import { npm } from './process.mjs';

/** Where it is written: it goes into the VSIX and into the npm package. */
export const sbomFile = join(root, 'dist', 'sbom.cdx.json');

/** `name@version` of packages that the lock file has at these paths. */
function referencesOf(packages) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return packages.map((path) => `${path.split('node_modules/').at(-1)}@${lock.packages[path].version}`);
}

/**
 * Write the bill of materials.
 * @param {readonly { packages: readonly string[] }[]} built from `build()`
 * @returns {Promise<number>} how many packages it names
 * @throws {Error} when npm makes none, or leaves a package out
 */
export async function writeSbom(built) {
  const wanted = new Set(referencesOf([...new Set(built.flatMap(({ packages }) => packages))]));
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const made = await npm(args, { cwd: root, timeoutMs: 120_000 });
  if (made.code !== 0) throw new Error(`npm sbom failed:\n${made.output}`);
  const whole = JSON.parse(made.output.slice(made.output.indexOf('{')));
  const components = whole.components
    .filter((component) => wanted.has(component['bom-ref']))
    // They are development dependencies of the project, but part of the product.
    .map(({ properties: _, ...component }) => ({ ...component, scope: 'required' }));
  const names = components.map((component) => component['bom-ref']);
  const named = new Set(names);
  const missing = [...wanted].filter((reference) => !named.has(reference));
  if (missing.length > 0) throw new Error(`The bill of materials lacks ${missing.join(', ')}.`);
  const product = {
    ...whole.metadata.component,
    name: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name,
  };
  const own = whole.dependencies.filter(({ ref }) => named.has(ref));
  const dependencies = [
    { ref: product['bom-ref'], dependsOn: names },
    ...own.map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => named.has(other)) })),
  ];
  const { $schema, bomFormat, specVersion, version } = whole;
  // No time and no random serial number: the same sources give the same file.
  const metadata = { lifecycles: whole.metadata.lifecycles, tools: whole.metadata.tools, component: product };
  const bill = { $schema, bomFormat, specVersion, version, metadata, components, dependencies };
  writeFileSync(sbomFile, `${JSON.stringify(bill, undefined, 2)}\n`);
  return components.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDependencies();
  try {
    console.log(`dist/sbom.cdx.json names ${await writeSbom(await build())} packages.`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
