import type { FieldSpec, TypeName } from './field-types.ts';

const UNSUPPORTED = { type: { kind: 'any' }, status: 'unsupported', source: 'probes' } as const;

const PORT: FieldSpec = {
  name: 'port',
  type: { kind: 'integer', min: 1, max: 65_535 },
  doc: 'Port of the check.',
  source: 'probes',
  default: 'the port of the container',
};

/**
 * Probes. The ranges here are those that hold for every probe; limits.ts has the narrower ones of each.
 * Source: API discovery run.v1 revision 20260917 and the health check page, checked 2026-11-28.
 */
export const PROBE_TYPES = {
  Probe: [
    {
      name: 'httpGet',
      type: { kind: 'object', type: 'HTTPGetAction' },
      doc: 'Asks over HTTP/1; a status from 200 to 399 is a success. The path can be reached from outside too.',
      source: 'probes',
    },
    {
      name: 'tcpSocket',
      type: { kind: 'object', type: 'TCPSocketAction' },
      doc: 'Opens a TCP connection. For startup probes only.',
      source: 'probes',
    },
    {
      name: 'grpc',
      type: { kind: 'object', type: 'GRPCAction' },
      doc: 'Asks the gRPC health checking service of the container.',
      source: 'probes',
    },
    {
      name: 'initialDelaySeconds',
      type: { kind: 'integer', min: 0, max: 3600 },
      doc: 'Seconds to wait before the first check: up to 600 for a startup probe (1800 with a GPU), 3600 for a liveness probe; a readiness probe refuses it.',
      source: 'probes',
      default: '0',
    },
    {
      name: 'periodSeconds',
      type: { kind: 'integer', min: 1, max: 3600 },
      doc: 'Seconds between checks, at least `timeoutSeconds`; up to 600 for a startup probe (1800 with a GPU), 3600 for a liveness probe, 300 for a readiness probe.',
      source: 'probes',
      default: '10',
    },
    {
      name: 'timeoutSeconds',
      type: { kind: 'integer', min: 1, max: 3600 },
      doc: 'Seconds after which a check has failed, at most `periodSeconds`.',
      source: 'probes',
      default: '1',
    },
    {
      name: 'failureThreshold',
      type: { kind: 'integer', min: 1 },
      doc: 'Number of failures in a row that count as a failure. For a startup probe, this times `periodSeconds` is the time to start: at most 600 seconds, 1800 with a GPU.',
      source: 'probes',
      default: '3',
    },
    {
      name: 'successThreshold',
      type: { kind: 'integer', min: 1 },
      doc: 'Number of successes in a row that count as a success. 1 for startup and liveness probes.',
      source: 'probes',
      default: '1; 2 for a readiness probe',
    },
    {
      name: 'exec',
      doc: 'A Kubernetes field. Cloud Run runs no command as a probe: use `httpGet`, `tcpSocket` or `grpc`.',
      ...UNSUPPORTED,
    },
  ],
  HTTPGetAction: [
    {
      name: 'path',
      type: { kind: 'string', grammar: 'http-path' },
      doc: 'Path to ask for, starting with `/`.',
      source: 'probes',
      default: '/',
    },
    PORT,
    {
      name: 'httpHeaders',
      type: { kind: 'list', of: 'HTTPHeader' },
      doc: 'Headers to send.',
      source: 'probes',
    },
    { name: 'host', doc: 'A Kubernetes field. Cloud Run always asks the container itself.', ...UNSUPPORTED },
    { name: 'scheme', doc: 'A Kubernetes field. Cloud Run always asks over HTTP.', ...UNSUPPORTED },
  ],
  HTTPHeader: [
    { name: 'name', type: { kind: 'string' }, doc: 'Name of the header.', source: 'probes', required: true },
    { name: 'value', type: { kind: 'string' }, doc: 'Value of the header.', source: 'probes' },
  ],
  TCPSocketAction: [
    PORT,
    { name: 'host', doc: 'A Kubernetes field. Cloud Run always connects to the container itself.', ...UNSUPPORTED },
  ],
  GRPCAction: [
    PORT,
    {
      name: 'service',
      type: { kind: 'string' },
      doc: 'Name of the service in the health check request.',
      source: 'probes',
      default: 'empty: the server as a whole',
    },
  ],
} as const satisfies Partial<Record<TypeName, readonly FieldSpec[]>>;
