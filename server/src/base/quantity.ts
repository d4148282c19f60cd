// Kubernetes quantities, as Cloud Run reads them for cpu, memory and sizes.

const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
const DECIMAL: Readonly<Record<string, number>> = { '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** One mebibyte and one gibibyte in bytes. */
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/**
 * The number of bytes of a memory quantity (`512Mi`, `1G`, `1073741824`), `undefined` where it is not one. `512MB` and `512mb` are
 * not quantities; `512m` is one (512 thousandths of a byte), a trap that callers have to look for.
 */
export function parseBytes(text: string): number | undefined {
  const match = /^\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:([KMGT]i|[mkMGT])|[eE]([+-]?[0-9]{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const unit = match[2] ?? '';
  const factor = match[3] === undefined ? (BINARY[unit] ?? DECIMAL[unit]) : 10 ** Number(match[3]);
  return factor === undefined ? undefined : Number(match[1]) * factor;
}

/** The number of vCPU of a cpu quantity (`1`, `0.5`, `500m`, `1000m`), `undefined` where it is not one. */
export function parseCpu(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(m?)$/.exec(text);
  if (match === null) return undefined;
  // Rounded to a millionth: 0.07m-style noise must not fail an equality later.
  return Math.round(Number(match[1]) * (match[2] === 'm' ? 1e3 : 1e6)) / 1e6;
}

/** Bytes as people write them: the largest binary unit that divides evenly to at most two decimals (`512 MiB`, `1.5 GiB`). */
export function formatBytes(bytes: number): string {
  const gib = bytes / GIB;
  if (gib >= 1) return `${round(gib)} GiB`;
  const mib = bytes / MIB;
  return mib >= 1 ? `${round(mib)} MiB` : `${Math.round(bytes)} bytes`;
}

/** Bytes as a quantity for a manifest (`512Mi`, `2Gi`), rounded up to whole mebibytes. */
export function toQuantity(bytes: number): string {
  const mib = Math.ceil(bytes / MIB);
  return mib % 1024 === 0 ? `${mib / 1024}Gi` : `${mib}Mi`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What somebody probably meant by a quantity that is not legal (`512MB` → `512Mi`, `1 Gi` → `1Gi`, `2g` → `2Gi`). */
export function meantQuantity(text: string): string | undefined {
  const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(k|m|g|t)(?:i?b|i)?\s*$/i.exec(text);
  if (match === null) return undefined;
  const unit = (match[2] ?? '').toUpperCase();
  const meant = `${match[1] ?? ''}${unit}i`;
  return meant === text ? undefined : meant;
}
