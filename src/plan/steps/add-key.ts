import { partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** Adds a unique constraint or primary key; PostgreSQL itself refuses it when a duplicate came meanwhile. */
export function addKey(key: {
  readonly table: QualifiedName;
  readonly name: string;
  readonly kind: 'PRIMARY KEY' | 'UNIQUE';
  readonly columns: readonly string[];
  readonly rows: number;
}): Step {
  const { table, name, kind, columns, rows } = key;
  const shown = displayQualified(table);
  return {
    kind: 'add-key',
    title: `add ${kind} (${columns.map(displayIdent).join(', ')}) to ${shown} as ${displayIdent(name)}`,
    sql: [
      `ALTER TABLE ${quoteQualified(table)} ADD CONSTRAINT ${quoteIdent(name)} ${kind} (${columns.map(quoteIdent).join(', ')})`,
    ],
    locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [
      {
        kind: 'blocks-reads',
        message: `Nobody reads or writes ${shown} while its index is built (${rows} ${rows === 1 ? 'row' : 'rows'}), and until the transaction ends.`,
      },
    ],
    changes: [
      { identity: partIdentity('constraint', table, name), facts: null },
      { identity: relationIdentity('index', { schema: table.schema, name }), facts: null },
    ],
  };
}

/** Takes the key away again. */
export function dropKey(table: QualifiedName, name: string): Step {
  return {
    kind: 'drop-key',
    title: `drop ${displayIdent(name)} on ${displayQualified(table)}`,
    sql: [`ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT ${quoteIdent(name)}`],
    locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [],
    changes: [
      { identity: partIdentity('constraint', table, name), facts: null },
      { identity: relationIdentity('index', { schema: table.schema, name }), facts: null },
    ],
  };
}
