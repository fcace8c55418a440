import { ownProgram } from '../reset-commands.ts';
import type { Tool } from '../tool.ts';
import { recognises } from './command-line.ts';
import { connections } from './connection.ts';
import { declaring } from './declaring.ts';
import { detect } from './detect.ts';
import { fileFindings } from './file-findings.ts';
import { forgotten } from './forgotten.ts';
import { ledger } from './ledger.ts';
import { locate } from './locate.ts';
import { migrations } from './migrations.ts';
import { pendingTables } from './pending-tables.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { retype } from './retype.ts';
import { statementInBlock } from './statement-in-block.ts';
import { writeMigration } from './write-migration.ts';

/** sequelize-cli 6 with Sequelize 6. https://github.com/sequelize/cli */
export const sequelize: Tool = {
  name: 'sequelize-cli',
  format: 'sequelize',
  recognises,
  detect,
  connections,
  migrations,
  ledger,
  locate,
  declaring,
  pendingTables,
  forgotten,
  writeMigration,
  replay,
  retype,
  fileFindings,
  record,
  statementInBlock,
  reset: () => ({
    undoAll: [ownProgram('sequelize-cli', 'db:migrate:undo:all')],
    migrate: ownProgram('sequelize-cli', 'db:migrate'),
  }),
};
