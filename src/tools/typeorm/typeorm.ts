import { declarationsIn } from '../declarations-in-files.ts';
import { pendingInFiles } from '../pending-in-files.ts';
import type { Tool } from '../tool.ts';
import { connections } from './connections.ts';
import { detect, recognises } from './detect.ts';
import { ledger, record } from './ledger.ts';
import { migrations } from './migrations.ts';
import { replay } from './replay.ts';
import { reset } from './reset.ts';
import { retype } from './retype.ts';
import { writeMigration } from './write-migration.ts';

/** TypeORM 0.3 and 1. https://typeorm.io/docs/migrations/why/ */
export const typeorm: Tool = {
  name: 'typeorm',
  format: 'typeorm',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, {
    program: 'typeorm(-ts-node-(commonjs|esm))?',
    words: ['migration:run'],
    limit: /^$/,
  }),
  record,
  replay,
  reset,
  retype,
  writeMigration,
};
