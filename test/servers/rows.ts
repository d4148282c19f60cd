import type { ServerRow } from '../../scripts/servers/row.ts';
import { ASGI_ROWS } from './rows-asgi.ts';
import { CODE_ROWS } from './rows-code.ts';
import { GUNICORN_ROWS } from './rows-gunicorn.ts';
import { MORE_ROWS } from './rows-more.ts';
import { PROGRAM_ROWS } from './rows-programs.ts';
import { SCRIPT_ROWS } from './rows-scripts.ts';
import { SETTING_ROWS } from './rows-settings.ts';
import { START_ROWS } from './rows-start.ts';

/** Every row of `npm run test:servers`. */
export const ROWS: readonly ServerRow[] = [
  ...GUNICORN_ROWS,
  ...ASGI_ROWS,
  ...START_ROWS,
  ...CODE_ROWS,
  ...MORE_ROWS,
  ...SETTING_ROWS,
  ...SCRIPT_ROWS,
  ...PROGRAM_ROWS,
];
