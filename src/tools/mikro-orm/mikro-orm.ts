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

/** MikroORM 5 to 7. https://mikro-orm.io/docs/migrations */
export const mikroOrm: Tool = {
  name: 'mikro-orm',
  format: 'mikro-orm',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, {
    program: 'mikro-orm(-esm)?',
    words: ['migration:up'],
    limit: /^--?(to|only|t|o)\b/,
  }),
  record,
  replay,
  reset,
  retype,
  schemaAtRisk,
  writeMigration,
};
