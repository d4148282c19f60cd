import { benchCli } from './cli.ts';
import { benchCore } from './core.ts';
import { machine } from './measure.ts';
import { benchServer, benchStart } from './server.ts';

// npm run bench [-- core start server cli] [--quick] [--full]

const words = process.argv.slice(2);
const quick = words.includes('--quick');
const full = words.includes('--full');
const parts = words.filter((word) => !word.startsWith('-'));
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);

console.log(`${machine()}\n`);
if (wants('core')) console.log(`${benchCore({ apps: quick ? [1, 50] : [1, 50, 300], keys: quick ? 30 : 100 })}\n`);
if (wants('start')) console.log(`${await benchStart({ apps: [50, 300], rounds: quick ? 3 : 7 })}\n`);
if (wants('server')) {
  const sizes = quick ? { rounds: 2, keys: 60, edits: 500 } : { rounds: 3, keys: 120, edits: 5000 };
  console.log(`${await benchServer(sizes)}\n`);
}
if (wants('cli'))
  console.log(
    `${benchCli({ apps: quick ? [100] : full ? [100, 1000, 10_000] : [100, 1000], dockerfiles: quick ? 500 : full ? 10_000 : 2000, rounds: quick ? 3 : 9 })}\n`,
  );
console.log(machine());
