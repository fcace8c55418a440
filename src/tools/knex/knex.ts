import { declarationsIn } from '../declarations-in-files.ts';
import { pendingInFiles } from '../pending-in-files.ts';
import type { Tool } from '../tool.ts';
import { connections } from './connections.ts';
import { detect, recognises } from './detect.ts';
import { ledger, record } from './ledger.ts';
import { migrations } from './migrations.ts';
import { replay } from './replay.ts';
import { reset } from './reset.ts';
import { writeMigration } from './write-migration.ts';

/** Knex 3. https://knexjs.org/guide/migrations.html */
export const knex: Tool = {
  name: 'knex',
  format: 'knex',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, {
    program: 'knex',
    words: ['migrate:latest'],
    limit: /^$/,
  }),
  record,
  replay,
  reset,
  writeMigration,
};
