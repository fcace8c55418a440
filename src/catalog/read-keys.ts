import type { Session } from '../postgres/session.ts';
import type { Constraint, ForeignKeyPart, Index, ReferentialAction } from './catalog.ts';
import { userNamespaces } from './user-namespaces.ts';

/** Names, and what numbers say as one text: a value for each would take most of the time of reading. */
interface IndexRow {
  schema: string;
  name: string;
  access_method: string;
  /** OID, table, constraint, number of key columns, six flags; then columns, operator classes and collations. */
  facts: string;
}

interface ConstraintRow {
  name: string;
  /**
   * OID, table, index, parent, referenced table; kind, on update, on delete and match as letters with deferrable,
   * deferred, validated and enforced as digits behind them; then columns, referenced ones, those that a delete sets.
   */
  facts: string;
}

const indexesSql = `
SELECT n.nspname AS schema, c.relname AS name, m.amname AS access_method,
       pg_catalog.concat_ws('|', i.indexrelid, i.indrelid, COALESCE(k.oid, 0::oid), i.indnkeyatts,
         pg_catalog.concat(i.indisunique::int4, i.indisprimary::int4, i.indisvalid::int4, i.indimmediate::int4,
                           (i.indpred IS NOT NULL)::int4, (i.indexprs IS NOT NULL)::int4),
         i.indkey, i.indclass, i.indcollation) AS facts
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_am m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
 WHERE c.relnamespace IN (${userNamespaces})
 ORDER BY i.indexrelid`;

function constraintsSql(serverVersion: number): string {
  const enforced = serverVersion >= 180_000 ? 'k.conenforced' : 'true';
  const deleteSets = serverVersion >= 150_000 ? 'k.confdelsetcols' : 'NULL::int2[]';
  return `
SELECT k.conname AS name,
       pg_catalog.concat_ws('|', k.oid, k.conrelid, k.conindid, k.conparentid, k.confrelid,
         pg_catalog.concat(k.contype, k.confupdtype, k.confdeltype, k.confmatchtype, k.condeferrable::int4,
                           k.condeferred::int4, k.convalidated::int4, (${enforced})::int4),
         COALESCE(k.conkey, '{}'), COALESCE(k.confkey, '{}'), COALESCE(${deleteSets}::text, '')) AS facts
  FROM pg_catalog.pg_constraint k
 WHERE k.connamespace IN (${userNamespaces}) AND k.conrelid <> 0
 ORDER BY k.oid`;
}

/** Indexes of the user's schemas in order of OID, as PostgreSQL looks through them, without definitions: one query. */
export async function readIndexes(session: Session, journalSchema: string): Promise<Index[]> {
  const { rows } = await session.query<IndexRow>(indexesSql, [journalSchema]);
  return rows.map(({ schema, name, access_method: accessMethod, facts }) => {
    const [oid, table, constraint, keys, flags = '', columns = '', classes = '', collations = ''] =
      facts.split('|');
    const [operatorClass, collation] = [numbers(classes), numbers(collations)];
    return {
      oid: Number(oid),
      schema,
      name,
      table: Number(table),
      unique: flags[0] === '1',
      primary: flags[1] === '1',
      valid: flags[2] === '1',
      immediate: flags[3] === '1',
      partial: flags[4] === '1',
      hasExpressions: flags[5] === '1',
      columns: numbers(columns)
        .slice(0, Number(keys))
        .map((column, at) => ({
          column,
          operatorClass: operatorClass[at] ?? 0,
          collation: collation[at] ?? 0,
        })),
      accessMethod,
      definition: '',
      comment: null,
      constraint: Number(constraint),
    };
  });
}

/** Constraints of the user's tables (those of domains are left out), without definitions: one query. */
export async function readConstraints(
  session: Session,
  journalSchema: string,
): Promise<Constraint[]> {
  const { rows } = await session.query<ConstraintRow>(constraintsSql(session.serverVersion), [
    journalSchema,
  ]);
  return rows.map(({ name, facts }) => {
    const [oid, table, index, parent, to, traits = '', columns = '', referenced = '', sets = ''] =
      facts.split('|');
    return {
      oid: Number(oid),
      name,
      table: Number(table),
      kind: kinds[traits[0] ?? ''] ?? 'check',
      columns: list(columns),
      deferrable: traits[4] === '1',
      initiallyDeferred: traits[5] === '1',
      validated: traits[6] === '1',
      enforced: traits[7] === '1',
      definition: '',
      comment: null,
      index: Number(index),
      parent: Number(parent),
      foreignKey: foreignKeyPart(traits, Number(to), referenced, sets),
    };
  });
}

const kinds: Readonly<Record<string, Constraint['kind']>> = {
  p: 'primary key',
  u: 'unique',
  f: 'foreign key',
  c: 'check',
  x: 'exclusion',
  n: 'not null',
  t: 'trigger',
};

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

function foreignKeyPart(
  traits: string,
  referencedTable: number,
  referenced: string,
  deleteSets: string,
): ForeignKeyPart | null {
  const [kind, onUpdate = '', onDelete = '', match] = traits;
  if (kind !== 'f') return null;
  return {
    referencedTable,
    referencedColumns: list(referenced),
    onUpdate: actions[onUpdate] ?? 'NO ACTION',
    onDelete: actions[onDelete] ?? 'NO ACTION',
    match: match === 'f' ? 'FULL' : match === 'p' ? 'PARTIAL' : 'SIMPLE',
    ...(deleteSets === '' ? {} : { deleteSets: list(deleteSets) }),
  };
}

/** An int2vector or oidvector as it prints: `1 2 3`. */
function numbers(vector: string): number[] {
  return vector === '' ? [] : vector.split(' ').map(Number);
}

/** An array of column numbers as it prints: `{1,2,3}`. */
function list(array: string): number[] {
  return array === '{}' ? [] : array.slice(1, -1).split(',').map(Number);
}
