import { valueOf } from '../base/known.ts';
import { contains, type Range, type Uri } from '../base/span.ts';
import { annotationOf } from '../catalog/annotations.ts';
import { placeAt } from '../catalog/fields.ts';
import { KINDS } from '../catalog/kinds.ts';
import { annotationMarkdown, fieldMarkdown } from '../catalog/manifest-docs.ts';
import type { ManifestDocument } from '../facts/manifest-types.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import { locate } from '../syntax/yaml-walk.ts';
import type { FeatureContext } from './context.ts';
import type { HoverAnswer } from './hover-answer.ts';
import { launchCard } from './launch-card.ts';
import { capacityText } from './launch-summary.ts';

function deployableOf(context: FeatureContext, uri: Uri, document: ManifestDocument): Deployable | undefined {
  return context
    .holdersOf(uri)
    .map((id) => context.deployable(id))
    .find((d) => d?.manifest?.uri === uri && d.manifest.document.start === document.start);
}

function gib(bytes: number): string {
  return bytes >= 1024 ** 3
    ? `${Math.round((bytes / 1024 ** 3) * 100) / 100} GiB`
    : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

/** What the rest of the app says about a field: the capacity behind `containerConcurrency`, the command behind `image`. */
function inThisApp(pattern: string, deployable: Deployable, container: Container | undefined): string | undefined {
  const ingress = container ?? deployable.containers.find((c) => c.ingress);
  if (ingress === undefined) return undefined;
  if (pattern.endsWith('containerConcurrency')) {
    const capacity = capacityText(ingress.launch);
    return capacity === undefined ? undefined : `**Here:** the server behind it takes ${capacity}.`;
  }
  if (pattern.endsWith('containers[].image') || pattern.endsWith('.command') || pattern.endsWith('.args'))
    return launchCard(deployable, ingress);
  if (pattern.endsWith('containerPort')) {
    const binds = valueOf(ingress.launch.binds);
    const port = binds?.[0]?.port;
    return port === undefined ? undefined : `**Here:** the server listens on ${port}.`;
  }
  if (pattern.endsWith('limits.memory')) {
    const server = valueOf(ingress.launch.server);
    const workers = server === undefined ? undefined : valueOf(server.workers.value);
    const memory = valueOf(ingress.memoryBytes);
    if (workers === undefined || memory === undefined || workers < 2) return undefined;
    return `**Here:** ${workers} workers share ${gib(memory)}, which is ${gib(memory / workers)} each. Files that the container writes count too.`;
  }
  return undefined;
}

function containerAt(deployable: Deployable | undefined, offset: number): Container | undefined {
  return deployable?.containers.find((c) => c.manifest !== undefined && contains(c.manifest.range, offset));
}

/** What a key, value or annotation of a Cloud Run manifest means; nothing in other YAML. */
export function explainManifest(context: FeatureContext, uri: Uri, offset: number): HoverAnswer | undefined {
  const facts = context.workspace.manifest(uri);
  const document = facts?.documents.find((d) => contains(d, offset));
  if (facts === undefined || document === undefined || !document.isCloudRun) return undefined;
  const place = locate(facts.file, offset);
  if (place === undefined || place.on === 'between') return undefined;
  const deployable = deployableOf(context, uri, document);
  const key = place.path.at(-1);
  const range: Range | undefined = place.on === 'key' ? place.entry?.key : place.node;
  if (range === undefined) return undefined;
  const answer = (markdown: string): HoverAnswer => ({ range: { start: range.start, end: range.end }, markdown });
  const annotation = typeof key === 'string' && place.path.at(-2) === 'annotations' ? annotationOf(key) : undefined;
  if (annotation !== undefined) return answer(annotationMarkdown(annotation));
  if (place.path.length === 1 && key === 'kind')
    return answer(
      `**${document.kind}**\n\n${KINDS[document.kind].doc}\n\n[Documentation](${KINDS[document.kind].url})`,
    );
  const found = placeAt(document.kind, place.path);
  if (found === undefined) return undefined;
  const here =
    deployable === undefined ? undefined : inThisApp(found.pattern, deployable, containerAt(deployable, offset));
  const doc = fieldMarkdown(found.field);
  return answer(here === undefined ? doc : `${doc}\n\n---\n\n${here}`);
}
