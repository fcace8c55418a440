import type { Session } from '../postgres/session.ts';
import type { Constraint, ForeignKeyPart, Index, ReferentialAction } from './catalog.ts';
import { packedFacts, packedRow, packedRows, packedWord } from './packed-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

/** All of one kind: names in their order, and what numbers say, as {@link packedFacts} reads it. */
interface PackedRow {
  names: string[] | null;
  facts: string | null;
}

/** An index: OID, schema, table, access method, constraint, six flags, number of key columns, then columns, operator classes, collations. */
const indexesSql = `
SELECT pg_catalog.json_agg(x.name) AS names, ${packedRows('x.facts')} AS facts,
       (SELECT pg_catalog.json_object_agg(n.oid, n.nspname) FROM pg_catalog.pg_namespace n) AS schemas,
       (SELECT pg_catalog.json_object_agg(m.oid, m.amname) FROM pg_catalog.pg_am m) AS methods
  FROM (SELECT c.relname AS name,
               ${packedRow(
                 'i.indexrelid, c.relnamespace, i.indrelid, c.relam, COALESCE(k.oid, 0::oid)',
                 packedWord(
                   'i.indisunique::int4, i.indisprimary::int4, i.indisvalid::int4, i.indimmediate::int4',
                   '(i.indpred IS NOT NULL)::int4, (i.indexprs IS NOT NULL)::int4',
                 ),
                 'i.indnkeyatts',
                 packedWord('i.indkey'),
                 packedWord('i.indclass'),
                 packedWord('i.indcollation'),
               )} AS facts
          FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
         WHERE c.relnamespace IN (${userNamespaces})
         ORDER BY i.indexrelid) x`;

/**
 * A constraint: OID, table, index, parent, referenced table; kind, on update, on delete and match as letters with
 * deferrable, deferred, validated and enforced as digits behind them; then columns, referenced ones, those that a
 * delete sets.
 */
function constraintsSql(serverVersion: number): string {
  const enforced = serverVersion >= 180_000 ? 'k.conenforced' : 'true';
  const deleteSets = serverVersion >= 150_000 ? 'k.confdelsetcols' : 'NULL::int2[]';
  return `
SELECT pg_catalog.json_agg(x.conname) AS names, ${packedRows('x.facts')} AS facts
  FROM (SELECT k.conname,
               ${packedRow(
                 'k.oid, k.conrelid, k.conindid, k.conparentid, k.confrelid',
                 packedWord(
                   'k.contype, k.confupdtype, k.confdeltype, k.confmatchtype, k.condeferrable::int4',
                   `k.condeferred::int4, k.convalidated::int4, (${enforced})::int4`,
                 ),
                 packedWord('k.conkey'),
                 packedWord('k.confkey'),
                 packedWord(deleteSets),
               )} AS facts
          FROM pg_catalog.pg_constraint k
         WHERE k.connamespace IN (${userNamespaces}) AND k.conrelid <> 0
         ORDER BY k.oid) x`;
}

/** Indexes of the user's schemas in order of OID, as PostgreSQL looks through them, without definitions: one query. */
export async function readIndexes(session: Session, journalSchema: string): Promise<Index[]> {
  const { rows } = await session.query<
    PackedRow & { schemas: Record<string, string>; methods: Record<string, string> }
  >(indexesSql, [journalSchema]);
  const [row] = rows;
  const facts = packedFacts(row?.facts ?? null);
  return (row?.names ?? []).map((name) => {
    const oid = facts.number();
    const schema = row?.schemas[facts.number()] ?? '';
    const table = facts.number();
    const accessMethod = row?.methods[facts.number()] ?? '';
    const constraint = facts.number();
    const flags = facts.word();
    const keys = facts.number();
    const columns = facts.numbers();
    const operatorClasses = facts.numbers();
    const collations = facts.numbers();
    return {
      oid,
      schema,
      name,
      table,
      unique: flags[0] === '1',
      primary: flags[1] === '1',
      valid: flags[2] === '1',
      immediate: flags[3] === '1',
      partial: flags[4] === '1',
      hasExpressions: flags[5] === '1',
      columns: columns.slice(0, keys).map((column, at) => ({
        column,
        operatorClass: operatorClasses[at] ?? 0,
        collation: collations[at] ?? 0,
      })),
      accessMethod,
      definition: '',
      comment: null,
      constraint,
    };
  });
}

/** Constraints of the user's tables (those of domains are left out), without definitions: one query. */
export async function readConstraints(
  session: Session,
  journalSchema: string,
): Promise<Constraint[]> {
  const { rows } = await session.query<PackedRow>(constraintsSql(session.serverVersion), [
    journalSchema,
  ]);
  const [row] = rows;
  const facts = packedFacts(row?.facts ?? null);
  return (row?.names ?? []).map((name) => {
    const oid = facts.number();
    const table = facts.number();
    const index = facts.number();
    const parent = facts.number();
    const referencedTable = facts.number();
    const traits = facts.word();
    const columns = facts.numbers();
    const referenced = facts.numbers();
    const deleteSets = facts.numbers();
    return {
      oid,
      name,
      table,
      kind: kinds[traits[0] ?? ''] ?? 'check',
      columns,
      deferrable: traits[4] === '1',
      initiallyDeferred: traits[5] === '1',
      validated: traits[6] === '1',
      enforced: traits[7] === '1',
      definition: '',
      comment: null,
      index,
      parent,
      foreignKey: foreignKeyPart(traits, referencedTable, referenced, deleteSets),
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
  referencedColumns: readonly number[],
  deleteSets: readonly number[],
): ForeignKeyPart | null {
  const [kind, onUpdate = '', onDelete = '', match] = traits;
  if (kind !== 'f') return null;
  return {
    referencedTable,
    referencedColumns,
    onUpdate: actions[onUpdate] ?? 'NO ACTION',
    onDelete: actions[onDelete] ?? 'NO ACTION',
    match: match === 'f' ? 'FULL' : match === 'p' ? 'PARTIAL' : 'SIMPLE',
    ...(deleteSets.length === 0 ? {} : { deleteSets }),
  };
}
