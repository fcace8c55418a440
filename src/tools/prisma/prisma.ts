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

/** Prisma Migrate. https://www.prisma.io/docs/orm/prisma-migrate */
export const prisma: Tool = {
  name: 'prisma',
  format: 'prisma',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  ...declarationsIn(migrations),
  ...pendingInFiles(migrations, {
    program: 'prisma',
    words: ['migrate', 'deploy'],
    limit: /^$/,
  }),
  record,
  replay,
  reset,
  retype,
  writeMigration,
};
