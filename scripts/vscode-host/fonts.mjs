/** Fonts for the pictures, so that they look the same on every machine. Both are under the SIL Open Font License. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../process.mjs';
import { hostFolder } from './install.mjs';

const packages = { '@fontsource/inter': '5.2.8', '@fontsource/jetbrains-mono': '5.2.8' };

const faces = [
  { family: 'Picture UI', file: '@fontsource/inter/files/inter-latin-400-normal.woff2', weight: 400 },
  { family: 'Picture UI', file: '@fontsource/inter/files/inter-latin-600-normal.woff2', weight: 600 },
  {
    family: 'Picture Code',
    file: '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2',
    weight: 400,
  },
  {
    family: 'Picture Code',
    file: '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-700-normal.woff2',
    weight: 700,
  },
];

/** Name of the font for code, as `editor.fontFamily` takes it. */
export const codeFont = "'Picture Code', monospace";

/**
 * Install the fonts where they are missing.
 * @returns {Promise<string>} a style sheet that holds them and makes the workbench use them
 */
export async function fontStyles() {
  const folder = join(hostFolder, 'fonts');
  const path = (file) => join(folder, 'node_modules', ...file.split('/'));
  if (!faces.every(({ file }) => existsSync(path(file)))) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
    const options = { cwd: folder, timeoutMs: 120_000 };
    const { code, output } = await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], options);
    if (code !== 0) throw new Error(`The fonts of the pictures could not be installed:\n${output}`);
  }
  const rules = faces.map(({ family, file, weight }) => {
    const data = readFileSync(path(file)).toString('base64');
    return `@font-face { font-family: '${family}'; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}) format('woff2'); }`;
  });
  const use = `.monaco-workbench, .monaco-hover, .context-view { font-family: 'Picture UI', sans-serif !important; }`;
  return [...rules, use].join('\n');
}
