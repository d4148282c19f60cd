import { strict as assert } from 'node:assert';
import { PassThrough, Writable } from 'node:stream';
import { type Message, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { wholeMessages } from '../../server/src/lsp/whole-messages.ts';

const message = (method: string, params: object): Message & { method: string; params: object } => ({
  jsonrpc: '2.0',
  method,
  params,
});

describe('whole messages', () => {
  it('hands over each message in one piece, in order, with what it held', async () => {
    const pieces: Buffer[] = [];
    const output = new PassThrough();
    output.on('data', (piece: Buffer) => pieces.push(piece));
    const writer = new StreamMessageWriter(wholeMessages(output));
    // Content that looks like a header is content.
    const sent = [
      message('one', { text: 'Content-Length: 3\r\n\r\n{}' }),
      message('two', { text: 'ü €' }),
      message('three', {}),
    ];
    await Promise.all(sent.map((each) => writer.write(each)));
    assert.equal(pieces.length, sent.length);
    for (const piece of pieces) assert.match(piece.toString('utf8'), /^Content-Length: \d+\r\n\r\n\{.*\}$/s);

    const input = new PassThrough();
    const read = new Promise<Message[]>((done) => {
      const got: Message[] = [];
      new StreamMessageReader(input).listen((each) => {
        got.push(each);
        if (got.length === sent.length) done(got);
      });
    });
    for (const piece of pieces) input.write(piece);
    assert.deepEqual(await read, sent);
  });

  it('says that the client is gone', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('gone')) });
    const writer = new StreamMessageWriter(wholeMessages(output));
    const failed = new Promise<string>((done) => writer.onError(([error]) => done(error.message)));
    await writer.write(message('one', {})).catch(() => undefined);
    assert.equal(await failed, 'gone');
  });

  it('ends what it writes to', async () => {
    const output = new PassThrough();
    const ended = new Promise((done) => output.once('finish', done));
    wholeMessages(output).end();
    await ended;
  });
});
