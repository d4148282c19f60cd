// Draws media/icon.png: node scripts/draw-icon.mjs [size] [file]
// Shapes are tested at 8 x 8 points per pixel, so that edges are smooth without a drawing library.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const GRID = 256;
const SAMPLES = 8;

const size = Number(process.argv[2] ?? GRID);
const file = process.argv[3] ?? fileURLToPath(new URL('../media/icon.png', import.meta.url));

/** Colour between two, `t` from 0 to 1. */
const mix = (a, b, t) => a.map((value, i) => value + (b[i] - value) * t);

/** Inside test of a rounded square that fills the grid. */
const roundedSquare = (inset, radius) => (x, y) => {
  const half = GRID / 2;
  const dx = Math.max(Math.abs(x - half) - (half - inset - radius), 0);
  const dy = Math.max(Math.abs(y - half) - (half - inset - radius), 0);
  return Math.hypot(dx, dy) <= radius;
};

/** Distance of a point to a segment. */
const toSegment = (x, y, [[ax, ay], [bx, by]]) => {
  const dx = bx - ax;
  const dy = by - ay;
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
};

/** Inside test of a polygon whose corners are rounded by growing it. */
const polygon = (points, grow = 0) => {
  const edges = points.map((point, i) => [point, points[(i + 1) % points.length]]);
  return (x, y) => {
    let inside = false;
    for (const [[ax, ay], [bx, by]] of edges) {
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside || (grow > 0 && edges.some((edge) => toSegment(x, y, edge) <= grow));
  };
};

// A check mark whose long arm is a paper plane that takes off: the check in white, the wing behind its crease paler.
const NOSE = [218, 46];
const CHECK = [[40, 128], [70, 106], [100, 144], NOSE, [102, 206]];
const WING = [NOSE, [119, 183], [174, 208]];

const layers = [
  { inside: roundedSquare(0, 58), colour: (x, y) => mix([74, 144, 250], [22, 74, 186], (x + y) / (2 * GRID)) },
  { inside: polygon(WING, 5), colour: () => [166, 202, 255] },
  { inside: polygon(CHECK, 5), colour: () => [255, 255, 255] },
];

/** Average colour and coverage of one pixel. */
function pixel(px, py) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = ((px + ((i % SAMPLES) + 0.5) / SAMPLES) * GRID) / size;
    const y = ((py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) * GRID) / size;
    const layer = layers.findLast(({ inside }) => inside(x, y));
    if (layer === undefined) continue;
    layer.colour(x, y).forEach((value, c) => {
      sum[c] += value;
    });
    sum[3] += 1;
  }
  const covered = sum[3];
  return covered === 0
    ? [0, 0, 0, 0]
    : [sum[0] / covered, sum[1] / covered, sum[2] / covered, (255 * covered) / (SAMPLES * SAMPLES)].map(Math.round);
}

/** A chunk of a PNG file: length, type, data, checksum. */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

const rows = Array.from({ length: size }, (_, y) =>
  Buffer.from([0, ...Array.from({ length: size }, (_, x) => pixel(x, y)).flat()]),
);
const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
header.set([8, 6, 0, 0, 0], 8); // 8 bits per channel, red green blue alpha
writeFileSync(
  file,
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]),
);
