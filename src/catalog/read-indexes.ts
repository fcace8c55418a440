import type { Session } from '../postgres/session.ts';
import type { Index } from './catalog.ts';
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
