import { Writable } from 'node:stream';

const HEADER = 'Content-Length';

/**
 * A stream that hands `output` each message in one piece. The library writes a message's header and its content apart, which costs a
 * second system call and wakes the client twice: 0.1 ms of each key (docs/performance.md).
 */
export function wholeMessages(output: Writable): Writable {
  let header: Buffer | undefined;
  const whole = new Writable({
    decodeStrings: true,
    write: (chunk: Buffer, _encoding, done) => {
      if (header === undefined && chunk.toString('latin1', 0, HEADER.length) === HEADER) {
        header = chunk;
        done();
        return;
      }
      const message = header === undefined ? chunk : Buffer.concat([header, chunk]);
      header = undefined;
      output.write(message, done);
    },
    final: (done) => void output.end(done),
  });
  output.once('error', (error) => whole.destroy(error));
  output.once('close', () => whole.destroy());
  return whole;
}
