import { valueOf } from '../base/known.ts';
import type { FieldSpec, Grammar } from '../catalog/field-types.ts';
import { DEFAULTS } from '../catalog/limits.ts';
import { yamlQuoted, yamlScalar } from '../syntax/yaml-quote.ts';
import { snippetText } from './completion-answer.ts';
import { secretNames, serviceAccounts, volumeNames } from './completion-names.ts';
import type { Offer, Place } from './completion-place.ts';
import { quantityOffers } from './completion-quantities.ts';
import { readVariables } from './completion-variables.ts';
import { containerFor, deployableOf } from './manifest-deployable.ts';

function plain(text: string, detail = '', doc = ''): Offer {
  return { label: text, kind: 'value', newText: snippetText(yamlScalar(text)), detail, doc };
}

function reference(text: string, detail: string): Offer {
  return { label: text, kind: 'reference', newText: snippetText(yamlScalar(text)), detail };
}

/** The values that make sense for the field that is being typed. */
export function valueOffers(place: Place, field: FieldSpec): readonly Offer[] {
  const { type } = field;
  switch (type.kind) {
    case 'enum':
      return type.values.map((v) =>
        v.value === ''
          ? { label: '""', kind: 'value', newText: '""', doc: v.doc, sort: '2' }
          : plain(v.value, v.stage ?? (field.default === v.value ? 'default' : ''), v.doc),
      );
    case 'boolean':
      return ['true', 'false'].map((text) => ({
        label: text,
        kind: 'value',
        newText: text,
        detail: field.default === text ? 'default' : '',
      }));
    case 'quantity':
      return quantityOffers(place, type.of);
    case 'integer':
      return integerOffers(place, field);
    case 'string':
      return type.grammar === undefined ? [] : textOffers(place, type.grammar);
    case 'object':
    case 'list':
    case 'map':
    case 'any':
      return [];
  }
}

function integerOffers(place: Place, field: FieldSpec): readonly Offer[] {
  const { context } = place;
  const deployable =
    context.document === undefined ? undefined : deployableOf(place.features, place.uri, context.document);
  const container = containerFor(deployable, place.offset);
  const number = (value: number, detail: string): Offer => ({
    label: String(value),
    kind: 'value',
    newText: String(value),
    detail,
  });
  const out: Offer[] = [];
  if (field.name === 'containerConcurrency') {
    const capacity = container === undefined ? undefined : valueOf(container.launch.capacity);
    if (typeof capacity === 'number' && capacity <= 1000)
      out.push({ ...number(capacity, `as many as the server takes`), sort: '0' });
    out.push(number(DEFAULTS.concurrency, 'default with 1 vCPU or more'), number(1, 'one request at a time'));
  } else if (field.name === 'containerPort' || field.name === 'port') {
    const port = container === undefined ? undefined : valueOf(container.launch.binds)?.[0]?.port;
    if (port !== undefined) out.push({ ...number(port, 'the server listens here'), sort: '0' });
    if (field.name === 'containerPort') out.push(number(DEFAULTS.port, 'default'));
  } else if (field.default !== undefined && /^\d+$/.test(field.default)) {
    out.push(number(Number(field.default), 'default'));
  }
  return out.filter((offer, i) => out.findIndex((o) => o.label === offer.label) === i);
}

function textOffers(place: Place, grammar: Grammar): readonly Offer[] {
  switch (grammar) {
    case 'volume-name':
      // The volume's own name is invented, not chosen.
      return place.context.type === 'VolumeMount' ? volumeNames(place).map((name) => reference(name, 'volume')) : [];
    case 'secret-name':
      return secretNames(place).map((name) => reference(name, 'secret'));
    case 'secret-version':
      return [
        plain('latest', '', 'The newest version, read when an instance starts.'),
        {
          label: yamlQuoted('1'),
          kind: 'value',
          newText: yamlQuoted('${1:1}').replace('\\', ''),
          filter: '1',
          detail: 'a fixed version',
          doc: 'A number in quotes. Every instance then has the same value until you deploy anew.',
        },
      ];
    case 'service-account':
      return serviceAccounts(place).map((name) => reference(name, 'service account'));
    case 'mount-path': {
      const volume = place.beside('name');
      return volume === undefined || volume === ''
        ? []
        : [plain(volume === 'cloudsql' ? '/cloudsql' : `/mnt/${volume}`)];
    }
    case 'env-name':
      return readVariables(place).map(({ name, required, file }) => ({
        ...reference(name, `read in ${file}${required ? ', required' : ''}`),
        sort: required ? '0' : '1',
      }));
    case 'container-name':
    case 'http-path':
    case 'image':
    case 'relative-path':
    case 'resource-name':
    case 'revision-name':
    case 'traffic-tag':
      return [];
  }
}
