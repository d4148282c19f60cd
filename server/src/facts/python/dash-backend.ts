import { appConstructors } from '../../catalog/frameworks.ts';
import { keyword, type PythonCore } from './core.ts';
import type { PythonCall } from './module.ts';
import { stringOf } from './value.ts';

/**
 * Whether `Dash(…)` serves by something other than Flask, as it can since Dash 4: `backend="fastapi"` (uvicorn) or `"quart"`
 * (Hypercorn), or a FastAPI or Quart app as `server`. A backend that is not written out counts as another one.
 */
export function hasOtherBackend(constructor: PythonCall | undefined, core: PythonCore): boolean {
  const backend = keyword(constructor, 'backend');
  if (backend !== undefined && backend.kind !== 'none') return stringOf(backend) !== 'flask';
  const server = keyword(constructor, 'server');
  const made = server?.kind === 'call' ? core.calls[server.call]?.callee : undefined;
  return made !== undefined && appConstructors.get(made)?.protocol === 'asgi';
}
