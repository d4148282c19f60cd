import { valueOf } from '../base/known.ts';
import { GIB, toQuantity } from '../base/quantity.ts';
import { cpuForMemory } from '../catalog/limits.ts';
import { setQuoted, setText } from '../facts/manifest/edit.ts';
import { containerPath } from '../model/manifest-fix.ts';
import type { ContainerSubject, Fix } from './rule.ts';

/** Raises the memory limit in the manifest so that `bytes` fit with a quarter to spare, and the CPU where the pair needs it. */
export function raiseMemory({ container, deployable, reader }: ContainerSubject, bytes: number): Fix | undefined {
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined || container.manifest === undefined) return undefined;
  const { document } = manifest;
  const memory = Math.ceil((bytes * 1.25) / GIB) * GIB;
  const cpu = valueOf(container.cpu) ?? 1;
  const needed = cpuForMemory(memory, cpu);
  if (needed === undefined) return undefined;
  const path = [...containerPath(document, container.manifest.index), 'resources', 'limits'];
  const quantity = toQuantity(memory);
  const edits = setText(facts, document, path, 'memory', quantity);
  // Two additions to a map that is not there yet would overlap.
  const cpuEdits =
    needed === cpu
      ? []
      : container.manifest.limits.map === undefined
        ? undefined
        : setQuoted(facts, document, path, 'cpu', String(needed));
  if (edits === undefined || cpuEdits === undefined) return undefined;
  const title = needed === cpu ? `Set memory to ${quantity}` : `Set memory to ${quantity} and cpu to ${needed}`;
  return { title, safety: 'suggestion', edits: [...edits, ...cpuEdits] };
}
