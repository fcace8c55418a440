import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** A foreign key as it is to be laid. */
export interface LaidForeignKey {
  readonly table: QualifiedName;
  readonly referenced: QualifiedName;
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
}

/** Lays a foreign key in the place of the one of that name: PostgreSQL cannot change the actions of one. */
export function replaceForeignKey(key: LaidForeignKey, title: string): Step {
  const on = quoteQualified(key.table);
  const name = quoteIdent(key.name);
  return {
    kind: 'replace-foreign-key',
    title,
    sql: [
      `ALTER TABLE ${on} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} ${key.definition}`,
      ...commentOf(key),
    ],
    locks: locksOf(key),
    hazards: [
      {
        kind: 'blocks-reads',
        message: `Nobody reads or writes ${displayQualified(key.table)} and ${displayQualified(key.referenced)} while the key is laid again and its rows are checked, and until the transaction ends.`,
      },
    ],
    changes: [{ identity: partIdentity('constraint', key.table, key.name), facts: ['definition'] }],
  };
}

/** Lays a foreign key that is not there. */
export function layForeignKey(key: LaidForeignKey): Step {
  return {
    kind: 'lay-foreign-key',
    title: `lay ${displayIdent(key.name)} on ${displayQualified(key.table)} again, as it was`,
    sql: [
      `ALTER TABLE ${quoteQualified(key.table)} ADD CONSTRAINT ${quoteIdent(key.name)} ${key.definition}`,
      ...commentOf(key),
    ],
    locks: locksOf(key),
    hazards: [],
    changes: [{ identity: partIdentity('constraint', key.table, key.name), facts: null }],
  };
}

function commentOf({ table, name, comment }: LaidForeignKey): string[] {
  return comment === null
    ? []
    : [
        `COMMENT ON CONSTRAINT ${quoteIdent(name)} ON ${quoteQualified(table)} IS ${quoteLiteral(comment)}`,
      ];
}

function locksOf({ table, referenced }: LaidForeignKey): Step['locks'] {
  const isSame = table.schema === referenced.schema && table.name === referenced.name;
  return (isSame ? [table] : [table, referenced]).map((one) => ({
    table: one,
    mode: 'ACCESS EXCLUSIVE',
  }));
}
