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
import { schemaAtRisk } from './schema-at-risk.ts';
import { writeMigration } from './write-migration.ts';

/** drizzle-kit. https://orm.drizzle.team/docs/migrations */
export const drizzle: Tool = {
  name: 'drizzle',
  format: 'drizzle',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, {
    program: 'drizzle-kit',
    words: ['migrate'],
    limit: /^$/,
  }),
  record,
  replay,
  reset,
  retype,
  schemaAtRisk,
  writeMigration,
};
