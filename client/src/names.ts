/** Id of the client: the prefix of its settings, `cloudRunPreflight.trace.server` among them. */
export const ID = 'cloudRunPreflight';
/** Name for people. */
export const NAME = 'Cloud Run Preflight';
