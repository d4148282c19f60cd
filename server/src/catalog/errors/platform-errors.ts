import { DEPLOYING } from './deploying.ts';
import type { PlatformError } from './platform-error.ts';
import { SERVING } from './serving.ts';

/** All errors that are known, in the order in which they are told. */
export const PLATFORM_ERRORS: readonly PlatformError[] = [...DEPLOYING, ...SERVING];
