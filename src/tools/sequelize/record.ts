import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Ledger, MigrationFile } from '../tool.ts';

/** One column, the file's name with its ending. Source: lib/storages/SequelizeStorage.js of umzug 2. */
export function record({ table }: Ledger, { name }: MigrationFile) {
  const ledger = quoteQualified(table);
  return {
    insert: `INSERT INTO ${ledger} (name) VALUES (${quoteLiteral(name)}) ON CONFLICT DO NOTHING`,
    remove: `DELETE FROM ${ledger} WHERE name = ${quoteLiteral(name)}`,
  };
}
