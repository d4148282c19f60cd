import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { GitObjectType } from '../../server/src/cli/git/git-object.ts';

// Writes git's own files, so that the reader is tested without a git program.

/** An object before it is stored. */
export interface NewObject {
  readonly id: string;
  readonly type: GitObjectType;
  readonly bytes: Buffer;
}

function put(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function make(type: GitObjectType, bytes: Buffer): NewObject {
  const header = Buffer.from(`${type} ${bytes.length}\0`);
  return {
    id: createHash('sha1')
      .update(Buffer.concat([header, bytes]))
      .digest('hex'),
    type,
    bytes,
  };
}

/** A file's content. */
export function blob(text: string): NewObject {
  return make('blob', Buffer.from(text));
}

/** A folder. */
export function tree(entries: Readonly<Record<string, NewObject>>): NewObject {
  const rows = Object.keys(entries)
    .sort()
    .flatMap((name) => {
      const entry = entries[name];
      return entry === undefined
        ? []
        : [Buffer.from(`${entry.type === 'tree' ? '40000' : '100644'} ${name}\0`), Buffer.from(entry.id, 'hex')];
    });
  return make('tree', Buffer.concat(rows));
}

/** A commit. */
export function commit(root: NewObject, parents: readonly NewObject[] = []): NewObject {
  const lines = [
    `tree ${root.id}`,
    ...parents.map((p) => `parent ${p.id}`),
    'author A <a@example.com> 0 +0000',
    'committer A <a@example.com> 0 +0000',
    '',
    'message',
    '',
  ];
  return make('commit', Buffer.from(lines.join('\n')));
}

/** An annotated tag. */
export function tag(target: NewObject): NewObject {
  return make('tag', Buffer.from(`object ${target.id}\ntype commit\ntag v1\n\nmessage\n`));
}

/** Stores an object in a file of its own. */
export function writeLoose(top: string, { id, type, bytes }: NewObject): void {
  put(
    top,
    `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`,
    deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])),
  );
}

/** Points a branch, tag or HEAD to something. */
export function writeRef(top: string, ref: string, value: string): void {
  put(top, `.git/${ref}`, `${value}\n`);
}

const TYPE_NUMBERS: Readonly<Record<GitObjectType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };

function packHeader(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = size >> 4; rest > 0; rest >>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function backOffset(distance: number): Buffer {
  const bytes = [distance & 0x7f];
  for (let rest = distance >> 7; rest > 0; rest >>= 7) {
    rest--;
    bytes.unshift((rest & 0x7f) | 0x80);
  }
  return Buffer.from(bytes);
}

/** The delta that copies `prefix` bytes of the base and adds the rest. */
function deltaOf(base: Buffer, target: Buffer, prefix: number): Buffer {
  const copy = Buffer.from([0x80 | 0x10 | 0x20, prefix & 0xff, prefix >> 8]);
  const added: Buffer[] = [];
  for (let at = prefix; at < target.length; at += 127) {
    const piece = target.subarray(at, at + 127);
    added.push(Buffer.from([piece.length]), piece);
  }
  return Buffer.concat([varint(base.length), varint(target.length), ...(prefix > 0 ? [copy] : []), ...added]);
}

/** An object of a pack; with `base` it is stored as a delta of an object before it, by offset or by id. */
export interface PackedObject {
  readonly object: NewObject;
  readonly base?: NewObject;
  readonly by?: 'offset' | 'id';
}

/** Writes a pack with its index (version 2). */
export function writePack(top: string, objects: readonly PackedObject[]): void {
  const parts: Buffer[] = [Buffer.from('PACK'), Buffer.from([0, 0, 0, 2, 0, 0, 0, objects.length])];
  const offsets = new Map<string, number>();
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  for (const { object, base, by } of objects) {
    const at = length();
    offsets.set(object.id, at);
    if (base === undefined) {
      parts.push(packHeader(TYPE_NUMBERS[object.type], object.bytes.length), deflateSync(object.bytes));
      continue;
    }
    let prefix = 0;
    while (prefix < base.bytes.length && prefix < object.bytes.length && base.bytes[prefix] === object.bytes[prefix])
      prefix++;
    const delta = deltaOf(base.bytes, object.bytes, prefix);
    if (by === 'id') parts.push(packHeader(7, delta.length), Buffer.from(base.id, 'hex'));
    else parts.push(packHeader(6, delta.length), backOffset(at - (offsets.get(base.id) ?? 0)));
    parts.push(deflateSync(delta));
  }
  put(top, '.git/objects/pack/pack-1.pack', Buffer.concat([...parts, Buffer.alloc(20)]));
  const ids = objects.map(({ object }) => object.id).sort();
  const index = Buffer.alloc(8 + 1024 + ids.length * 28 + 40);
  index.writeUInt32BE(0xff744f63, 0);
  index.writeUInt32BE(2, 4);
  for (let first = 0; first < 256; first++)
    index.writeUInt32BE(ids.filter((id) => Number.parseInt(id.slice(0, 2), 16) <= first).length, 8 + first * 4);
  ids.forEach((id, i) => {
    index.write(id, 1032 + i * 20, 'hex');
    index.writeUInt32BE(offsets.get(id) ?? 0, 1032 + ids.length * 24 + i * 4);
  });
  put(top, '.git/objects/pack/pack-1.idx', index);
}
