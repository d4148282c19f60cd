import { existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';

// Runs inside the network of a row: one request to the container's own address, then many at once.
// Arguments: address and port of the first, address and port of the others, how many, the folder of the marks, how many times
// the usual number of rounds.

const [ownAddress = '', ownPort = '', address = '', port = '', count = '', folder = '', patience = ''] =
  process.argv.slice(2);
/** How long the parallel requests are watched: long enough for two rounds of the sleeping handler. */
const WATCH = 1300;
/** Rounds of parallel requests: one fills a small server, a large one needs luck. */
const ROUNDS = (Number(count) <= 12 ? 1 : 3) * Number(patience);
const APART = 9;

/** The status of the answer; undefined when there is no HTTP answer. */
function get(host: string, at: number, path: string, limit: number): Promise<number | undefined> {
  return new Promise((done) => {
    const socket = connect({ host, port: at });
    let text = '';
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const status = /^HTTP\/[\d.]+ (\d+)/.exec(text)?.[1];
      done(status === undefined ? undefined : Number(status));
    };
    const timer = setTimeout(finish, limit);
    socket.on('connect', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: row\r\nConnection: close\r\n\r\n`));
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      if (text.includes('\r\n\r\n')) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

const status = await get(ownAddress, Number(ownPort), '/', 3000);
if (address !== '') {
  await get(address, Number(port), '/', 3000);
  for (let round = 0; round < ROUNDS && existsSync(`${folder}/slow`); round++) {
    // One after the other, a little apart: the queue of some servers holds five connections.
    const all = Array.from({ length: Number(count) }, async (_, i) => {
      await new Promise((done) => setTimeout(done, i * APART));
      return get(address, Number(port), '/slow', WATCH);
    });
    await Promise.all(all);
  }
  rmSync(`${folder}/slow`, { force: true });
}
process.stdout.write(JSON.stringify({ status: status ?? null }));
