/** The suite for VS Code as one browser-safe file, which both extension hosts can load. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../bootstrap.mjs';

/**
 * Mocha's browser build is a UMD file in a package that says it holds ES modules. A bundler then leaves its
 * `module.exports = …` as it is, which would replace the exports of the whole bundle.
 */
const mochaAsScript = {
  name: 'mocha-as-script',
  setup(build) {
    build.onLoad({ filter: /[\\/]mocha[\\/]mocha\.js$/ }, async ({ path }) => ({
      contents: `var exports, module, define;\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/**
 * Bundle test/vscode/index.ts with every test/vscode/suite/**\/*.test.ts.
 * @returns {Promise<string>} absolute path of the bundle, a CommonJS file that exports `run()`
 */
export async function bundleSuites() {
  const folder = join(root, 'test', 'vscode');
  const names = (await readdir(join(folder, 'suite'), { recursive: true }))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  if (names.length === 0) throw new Error('test/vscode/suite holds no *.test.ts file.');
  // Each suite is required inside a function: its describe() may run only after mocha has been set up.
  const requires = names.map((name) => `  require('./suite/${name}');`).join('\n');
  const contents = `import { runSuites } from './index.ts';\nexport const run = () => runSuites(() => {\n${requires}\n});\n`;
  const esbuild = await import('esbuild');
  const outfile = join(root, 'out', 'test-vscode.cjs');
  await esbuild.build({
    stdin: { contents, resolveDir: folder, sourcefile: 'test/vscode/all-suites.js', loader: 'js' },
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    plugins: [mochaAsScript],
    sourcemap: 'inline',
    logLevel: 'error',
    outfile,
  });
  return outfile;
}
