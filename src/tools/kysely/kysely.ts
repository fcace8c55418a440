import { declarationsIn } from '../declarations-in-files.ts';
import { pendingInFiles } from '../pending-in-files.ts';
import type { Tool } from '../tool.ts';
import { connections } from './connections.ts';
import { detect, recognises } from './detect.ts';
import { ledger, record } from './ledger.ts';
import { migrations } from './migrations.ts';
import { replay } from './replay.ts';
import { reset } from './reset.ts';
import { runsAll } from './runs-all.ts';
import { writeMigration } from './write-migration.ts';

/** Kysely's Migrator with its FileMigrationProvider. https://kysely.dev/docs/migrations */
export const kysely: Tool = {
  name: 'kysely',
  format: 'kysely',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, runsAll),
  record,
  replay,
  reset,
  writeMigration,
};
