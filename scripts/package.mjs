/** `npm run package`: builds, makes the VSIX, and looks at what is inside before anyone installs it. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root, tool } from './bootstrap.mjs';
import { build, bundles, checkBudget, checkShipped, kilobytes, launchers } from './build.mjs';
import { run } from './process.mjs';
import { writeSbom } from './sbom.mjs';
import { shippedFiles, vsixBudget } from './vsix.mjs';

/** The command line is for npm: in the VSIX it would be a second copy of the core that no editor starts. */
const shipped = [...bundles, ...launchers].filter(({ out }) => !out.startsWith('cli.'));

await ensureDependencies();

/** Names of the files in a ZIP archive, from its central directory. */
function namesInArchive(path) {
  const bytes = readFileSync(path);
  // "End of central directory", searched from the back because a comment may follow it.
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const names = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

/** What must be in the VSIX, as it is named there (vsce renames the three documents). */
function required(manifest) {
  const documents = [/^extension\/readme\.md$/i, /^extension\/license(\.txt|\.md)?$/i, /^extension\/changelog\.md$/i];
  const files = [...shipped.map(({ out }) => `dist/${out}`), 'dist/package.json', 'dist/sbom.cdx.json', manifest.icon];
  const named = [manifest.main, manifest.browser, ...(manifest.contributes?.snippets ?? []).map(({ path }) => path)];
  const grammars = (manifest.contributes?.grammars ?? []).map(({ path }) => path);
  return [
    ...documents.map((pattern) => ({
      label: pattern.source,
      isIn: (names) => names.some((name) => pattern.test(name)),
    })),
    ...[...files, ...named, ...grammars].map((path) => ({
      label: path ?? 'main, browser or icon (package.json does not name it)',
      isIn: (names) => names.includes(`extension/${String(path).replace(/^\.\//, '')}`),
    })),
  ];
}

/** What may not be in it. */
const forbidden =
  /^extension\/(node_modules|server|client|test|scripts|out|samples|\.vscode-test|\.vscode|\.ci|\.git)\/|\.map$|\.ts$|tsconfig|package-lock/;

try {
  const built = await build();
  const problems = [...checkBudget(built), ...checkShipped(built)];
  const packages = await writeSbom(built);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = join(root, `${manifest.name}-${manifest.version}.vsix`);
  const args = [tool('@vscode/vsce/vsce'), 'package', '--no-dependencies', '--out', vsix];
  const made = await run(process.execPath, args, { cwd: root, timeoutMs: 120_000 });
  if (made.code !== 0) throw new Error(`vsce package failed:\n${made.output}`);
  const bytes = statSync(vsix).size;
  if (bytes > vsixBudget) problems.push(`the VSIX is ${kilobytes(bytes)}; its budget is ${kilobytes(vsixBudget)}`);
  const names = namesInArchive(vsix);
  for (const { label, isIn } of required(manifest)) if (!isIn(names)) problems.push(`missing in the VSIX: ${label}`);
  // `npm run check` estimates the size from this list.
  const unexpected = names.filter((name) => name.startsWith('extension/')).length - shippedFiles().length;
  if (unexpected !== 0) problems.push(`the VSIX holds ${names.length} files, which is not what scripts/vsix.mjs lists`);
  for (const name of names) if (forbidden.test(name)) problems.push(`does not belong into the VSIX: ${name}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  console.log(
    `${manifest.name}-${manifest.version}.vsix: ${kilobytes(bytes)}, ${names.length} files, ${packages} packages in its bill of materials.`,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
