import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { GitObject, GitObjectType } from './git-object.ts';

/** A pack with its index. */
export interface Pack {
  /** Offset of an object in the pack file, by its id in 40 hexadecimal digits. */
  readonly find: (id: string) => number | undefined;
  /** Ids that begin with `prefix`. */
  readonly startingWith: (prefix: string) => readonly string[];
  readonly read: (offset: number, other: (id: string) => GitObject | undefined) => GitObject | undefined;
}

const TYPES: Readonly<Record<number, GitObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;
/** Objects larger than this, in bytes, are not unpacked. */
const MOST_BYTES = 64_000_000;
/** Longest chain of deltas; git's own limit is 4095, its default 50. */
const MOST_DELTAS = 4096;

/** Opens `pack-….idx` (version 2) and the pack beside it; `undefined` for another version. */
export function openPack(indexPath: string): Pack | undefined {
  const index = readFileSync(indexPath);
  if (index.length < 1032 || index.readUInt32BE(0) !== 0xff744f63 || index.readUInt32BE(4) !== 2) return undefined;
  const total = index.readUInt32BE(8 + 255 * 4);
  const names = 8 + 256 * 4;
  const offsets = names + total * 24;
  const large = offsets + total * 4;
  const nameAt = (i: number): string => index.toString('hex', names + i * 20, names + i * 20 + 20);
  const lowerBound = (id: string): number => {
    const first = Number.parseInt(id.slice(0, 2).padEnd(2, '0'), 16);
    let low = first === 0 ? 0 : index.readUInt32BE(8 + (first - 1) * 4);
    let high = total;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (nameAt(mid) < id) low = mid + 1;
      else high = mid;
    }
    return low;
  };
  const packPath = indexPath.replace(/\.idx$/, '.pack');
  const find = (id: string): number | undefined => {
    const i = lowerBound(id);
    if (i >= total || nameAt(i) !== id) return undefined;
    const offset = index.readUInt32BE(offsets + i * 4);
    return offset < 0x80000000 ? offset : Number(index.readBigUInt64BE(large + (offset - 0x80000000) * 8));
  };
  return {
    find,
    startingWith: (prefix) => {
      const out: string[] = [];
      for (let i = lowerBound(prefix); i < total && nameAt(i).startsWith(prefix); i++) out.push(nameAt(i));
      return out;
    },
    read: (offset, other) => {
      const descriptor = openSync(packPath, 'r');
      try {
        return readAt(descriptor, offset, find, other);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

interface Header {
  readonly type: number;
  readonly size: number;
  readonly base: string | number | undefined;
  /** Where the compressed bytes begin. */
  readonly start: number;
}

function readHeader(descriptor: number, offset: number): Header {
  const bytes = Buffer.alloc(64);
  readSync(descriptor, bytes, 0, bytes.length, offset);
  let at = 0;
  let byte = bytes.readUInt8(at++);
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let shift = 4; byte & 0x80; shift += 7) {
    byte = bytes.readUInt8(at++);
    size += (byte & 0x7f) * 2 ** shift;
  }
  if (type === OFFSET_DELTA) {
    byte = bytes.readUInt8(at++);
    let back = byte & 0x7f;
    while (byte & 0x80) {
      byte = bytes.readUInt8(at++);
      back = (back + 1) * 128 + (byte & 0x7f);
    }
    return { type, size, base: offset - back, start: offset + at };
  }
  if (type === REFERENCE_DELTA)
    return { type, size, base: bytes.toString('hex', at, at + 20), start: offset + at + 20 };
  return { type, size, base: undefined, start: offset + at };
}

function inflateAt(descriptor: number, start: number, size: number): Buffer {
  // Deflate grows incompressible bytes by little; what stands behind the object in the pack is not looked at.
  const packed = Buffer.alloc(size + (size >> 6) + 1024);
  const count = readSync(descriptor, packed, 0, packed.length, start);
  return inflateSync(packed.subarray(0, count), { maxOutputLength: size + 1 });
}

function readAt(
  descriptor: number,
  offset: number,
  find: (id: string) => number | undefined,
  other: (id: string) => GitObject | undefined,
): GitObject | undefined {
  const deltas: Buffer[] = [];
  let at = offset;
  let found: GitObject | undefined;
  while (found === undefined) {
    const header = readHeader(descriptor, at);
    if (header.size > MOST_BYTES || deltas.length > MOST_DELTAS) return undefined;
    const bytes = inflateAt(descriptor, header.start, header.size);
    if (header.base === undefined) {
      const type = TYPES[header.type];
      if (type === undefined) return undefined;
      found = { type, bytes };
      break;
    }
    deltas.push(bytes);
    if (typeof header.base === 'number') at = header.base;
    else {
      const here = find(header.base);
      if (here !== undefined) at = here;
      else found = other(header.base);
      if (here === undefined && found === undefined) return undefined;
    }
  }
  let { bytes } = found;
  for (const delta of deltas.reverse()) bytes = applyDelta(bytes, delta);
  return { type: found.type, bytes };
}

/** Rebuilds an object from its base and a delta: copies of the base and new bytes. */
function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const length = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = delta.readUInt8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
  };
  length();
  const out = Buffer.alloc(Math.min(length(), MOST_BYTES));
  let filled = 0;
  while (at < delta.length) {
    const op = delta.readUInt8(at++);
    if ((op & 0x80) === 0) {
      filled += delta.copy(out, filled, at, at + op);
      at += op;
      continue;
    }
    let from = 0;
    let size = 0;
    for (let i = 0; i < 4; i++) if (op & (1 << i)) from += delta.readUInt8(at++) * 2 ** (8 * i);
    for (let i = 0; i < 3; i++) if (op & (16 << i)) size += delta.readUInt8(at++) * 2 ** (8 * i);
    filled += base.copy(out, filled, from, from + (size === 0 ? 0x10000 : size));
  }
  return out;
}
