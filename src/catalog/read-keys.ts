import type { Session } from '../postgres/session.ts';
import type { Constraint, ForeignKeyPart, Index, ReferentialAction } from './catalog.ts';
import { userNamespaces } from './user-namespaces.ts';

interface IndexRow {
  oid: number;
  schema: string;
  name: string;
  table: number;
  unique: boolean;
  primary: boolean;
  valid: boolean;
  immediate: boolean;
  partial: boolean;
  has_expressions: boolean;
  keys: number;
  columns: string;
  classes: string;
  collations: string;
  access_method: string;
  constraint: number;
}

interface ConstraintRow {
  oid: number;
  name: string;
  table: number;
  /** Four letters: kind, on update, on delete, match; then four digits: deferrable, deferred, validated, enforced. */
  traits: string;
  columns: string | null;
  index: number;
  parent: number;
  referenced_table: number;
  referenced_columns: string | null;
  delete_sets: string | null;
}

const indexesSql = `
SELECT i.indexrelid AS oid, n.nspname AS schema, c.relname AS name, i.indrelid AS table, i.indisunique AS unique,
       i.indisprimary AS primary, i.indisvalid AS valid, i.indimmediate AS immediate,
       i.indpred IS NOT NULL AS partial, i.indexprs IS NOT NULL AS has_expressions,
       i.indnkeyatts AS keys, i.indkey::text AS columns, i.indclass::text AS classes,
       i.indcollation::text AS collations, m.amname AS access_method,
       COALESCE(k.oid, 0::oid) AS constraint
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
SELECT k.oid, k.conname AS name, k.conrelid AS table, k.conkey::text AS columns, k.conindid AS index,
       k.conparentid AS parent, k.confrelid AS referenced_table, k.confkey::text AS referenced_columns,
       ${deleteSets}::text AS delete_sets,
       pg_catalog.concat(k.contype, k.confupdtype, k.confdeltype, k.confmatchtype, k.condeferrable::int4,
                         k.condeferred::int4, k.convalidated::int4, (${enforced})::int4) AS traits
  FROM pg_catalog.pg_constraint k
 WHERE k.connamespace IN (${userNamespaces}) AND k.conrelid <> 0
 ORDER BY k.oid`;
}

/** Indexes of the user's schemas in order of OID, as PostgreSQL looks through them, without definitions: one query. */
export async function readIndexes(session: Session, journalSchema: string): Promise<Index[]> {
  const { rows } = await session.query<IndexRow>(indexesSql, [journalSchema]);
  return rows.map((row) => {
    const classes = numbers(row.classes);
    const collations = numbers(row.collations);
    return {
      oid: row.oid,
      schema: row.schema,
      name: row.name,
      table: row.table,
      unique: row.unique,
      primary: row.primary,
      valid: row.valid,
      immediate: row.immediate,
      partial: row.partial,
      hasExpressions: row.has_expressions,
      columns: numbers(row.columns)
        .slice(0, row.keys)
        .map((column, at) => ({
          column,
          operatorClass: classes[at] ?? 0,
          collation: collations[at] ?? 0,
        })),
      accessMethod: row.access_method,
      definition: '',
      comment: null,
      constraint: row.constraint,
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
  return rows.map((row) => ({
    oid: row.oid,
    name: row.name,
    table: row.table,
    kind: kinds[row.traits[0] ?? ''] ?? 'check',
    columns: list(row.columns),
    deferrable: row.traits[4] === '1',
    initiallyDeferred: row.traits[5] === '1',
    validated: row.traits[6] === '1',
    enforced: row.traits[7] === '1',
    definition: '',
    comment: null,
    index: row.index,
    parent: row.parent,
    foreignKey: foreignKeyPart(row),
  }));
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

function foreignKeyPart(row: ConstraintRow): ForeignKeyPart | null {
  const [kind, onUpdate = '', onDelete = '', match] = row.traits;
  if (kind !== 'f') return null;
  return {
    referencedTable: row.referenced_table,
    referencedColumns: list(row.referenced_columns),
    onUpdate: actions[onUpdate] ?? 'NO ACTION',
    onDelete: actions[onDelete] ?? 'NO ACTION',
    match: match === 'f' ? 'FULL' : match === 'p' ? 'PARTIAL' : 'SIMPLE',
    ...(row.delete_sets === null ? {} : { deleteSets: list(row.delete_sets) }),
  };
}

/** An int2vector or oidvector as it prints: `1 2 3`. */
function numbers(vector: string): number[] {
  return vector === '' ? [] : vector.split(' ').map(Number);
}

/** An array of column numbers as it prints: `{1,2,3}`. */
function list(array: string | null): number[] {
  return array === null || array === '{}' ? [] : array.slice(1, -1).split(',').map(Number);
}
