import { existsSync } from 'node:fs';
import { join } from 'node:path';

const built = join(import.meta.dirname, '..', 'dist', 'cli.js');
if (!existsSync(built)) throw new Error('The command is not built: run `npm run build`.');

/**
 * How node starts the built command in a test. The engine's second compiler is left out: it spends most of the
 * processor time of a short run on the grammar of PostgreSQL's parser, which two cores feel when files run side by side.
 */
export const builtCommand = [process.execPath, '--liftoff-only', built] as const;
