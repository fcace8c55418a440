import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** Lays a foreign key by a statement that is known whole. */
export function layForeignKey(key: {
  readonly table: QualifiedName;
  readonly name: string;
  readonly referenced: QualifiedName;
  readonly statement: string;
}): Step {
  const { table, name, referenced, statement } = key;
  const same = table.schema === referenced.schema && table.name === referenced.name;
  const tables = same ? [table] : [table, referenced];
  return {
    kind: 'lay-foreign-key',
    title: `lay ${displayIdent(name)} on ${displayQualified(table)}, referencing ${displayQualified(referenced)}`,
    sql: [statement],
    locks: tables.map((one) => ({ table: one, mode: 'SHARE ROW EXCLUSIVE' })),
    hazards: [
      {
        kind: 'blocks-writes',
        message: `Nobody writes ${tables.map(displayQualified).join(', ')} while the rows are checked, and until the transaction ends; reading goes on.`,
      },
    ],
    changes: [{ identity: partIdentity('constraint', table, name), facts: null }],
  };
}
