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

/** node-pg-migrate 6 to 9. https://salsita.github.io/node-pg-migrate/ */
export const nodePgMigrate: Tool = {
  name: 'node-pg-migrate',
  format: 'node-pg-migrate',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, {
    program: 'node-pg-migrate',
    words: ['up'],
    limit: /^(\d+|--(count|file))/,
  }),
  record,
  replay,
  reset,
  writeMigration,
};
