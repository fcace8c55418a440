import type { Index, Relation } from '../catalog/catalog.ts';
import { columnByName, columnByNumber, indexesOf, relationByOid } from '../catalog/lookup.ts';
import type { NoUniqueKey } from '../diagnose/fault.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { GatherRequest } from './gather-request.ts';
import { fromTable } from './mapping-sql.ts';

/** What stands in the way of a unique key, and what is there already. */
export interface KeyFacts {
  /** The referenced table is not stored: the string itself creates it, or the columns. */
  readonly stored: boolean;
  /** Indexes over just these columns that no foreign key can use, with the reason. */
  readonly unusable: readonly {
    readonly name: string;
    readonly because: 'partial' | 'expressions' | 'invalid' | 'deferrable' | 'not unique';
    readonly definition: string;
  }[];
  /** Unique keys that hold these columns together with others. */
  readonly wider: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly rows: number;
  /** Rows with a NULL in one of the columns; NULLs are not equal to each other. */
  readonly nulls: number;
  /** Distinct keys with more than one row, and how many rows these have. */
  readonly duplicateKeys: number;
  readonly duplicateRows: number;
  readonly samples: readonly { readonly value: string; readonly rows: number }[];
  readonly hasPrimaryKey: boolean;
  readonly owner: string | null;
  readonly owned: boolean;
  /** Columns of the partition key that are not among the referenced ones: a unique key would have to hold them. */
  readonly partitionColumns: readonly string[];
  /** Values of an undeclared reference that are, and are not, among the referenced ones; null for a declared one. */
  readonly references: { readonly matched: number; readonly unmatched: number } | null;
}

/** Counts the duplicates behind the referenced columns. */
export async function findDuplicates(
  session: Session,
  fault: NoUniqueKey,
  { catalog }: GatherRequest,
): Promise<KeyFacts> {
  const relation = relationByOid(catalog, fault.referenced.oid);
  const names = fault.referenced.columns.map((one) => one.name);
  const numbers = names.flatMap((name) =>
    relation === undefined ? [] : (columnByName(relation, name)?.number ?? []),
  );
  if (relation === undefined || numbers.length !== names.length) return notStored;
  const columns = names.map((name) => `t.${quoteIdent(name)}`);
  const from = fromTable(relation, relation.kind === 'partitioned table');
  const anyNull = columns.map((column) => `${column} IS NULL`).join(' OR ');
  const text =
    columns.length === 1
      ? `min(${columns[0]}::text)`
      : `concat_ws(', ', ${columns.map((column) => `min(${column}::text)`).join(', ')})`;
  const { rows } = await session.query<{
    rows: string;
    nulls: string;
    keys: string;
    duplicates: string;
    samples: { value: string; n: number }[];
  }>(
    `WITH d AS (SELECT ${text} AS value, count(*) AS n FROM ${from} AS t WHERE NOT (${anyNull}) ` +
      `GROUP BY ${columns.join(', ')} HAVING count(*) > 1) ` +
      `SELECT (SELECT count(*) FROM ${from} AS t) AS rows, (SELECT count(*) FROM ${from} AS t WHERE ${anyNull}) AS nulls, ` +
      `(SELECT count(*) FROM d) AS keys, (SELECT coalesce(sum(n), 0) FROM d) AS duplicates, ` +
      `(SELECT coalesce(json_agg(s ORDER BY s.n DESC, s.value), '[]') FROM (SELECT value, n FROM d ORDER BY n DESC, value LIMIT 5) AS s) AS samples`,
  );
  const indexes = indexesOf(catalog, relation);
  const [counts] = rows;
  return {
    stored: true,
    unusable: indexes.flatMap((index) => unusable(relation, index, names)),
    wider: indexes.flatMap((index) => {
      if (!index.unique || index.partial || index.columns.length <= names.length) return [];
      const own = index.columns.map((one) => one.column);
      if (!numbers.every((number) => own.includes(number))) return [];
      const all = own.flatMap((number) => columnByNumber(relation, number)?.name ?? []);
      return [{ name: index.name, columns: all }];
    }),
    rows: Number(counts?.rows ?? 0),
    nulls: Number(counts?.nulls ?? 0),
    duplicateKeys: Number(counts?.keys ?? 0),
    duplicateRows: Number(counts?.duplicates ?? 0),
    samples: (counts?.samples ?? []).map(({ value, n }) => ({ value, rows: n })),
    hasPrimaryKey: indexes.some((index) => index.primary),
    owner: relation.owner,
    owned: relation.owned,
    partitionColumns: await partitionColumns(session, relation, numbers),
    references: fault.declaredBy === 'names' ? await countReferences(session, fault) : null,
  };
}

const notStored: KeyFacts = {
  stored: false,
  unusable: [],
  wider: [],
  rows: 0,
  nulls: 0,
  duplicateKeys: 0,
  duplicateRows: 0,
  samples: [],
  hasPrimaryKey: false,
  owner: null,
  owned: true,
  partitionColumns: [],
  references: null,
};

function unusable(
  relation: Relation,
  index: Index,
  names: readonly string[],
): KeyFacts['unusable'] {
  const own = index.columns.flatMap(({ column }) => columnByNumber(relation, column)?.name ?? []);
  const about = index.hasExpressions
    ? names.some((name) => index.definition.includes(name)) && own.length < index.columns.length
    : own.length === names.length && names.every((name) => own.includes(name));
  if (!about) return [];
  const because = !index.unique
    ? 'not unique'
    : !index.valid
      ? 'invalid'
      : index.partial
        ? 'partial'
        : index.hasExpressions
          ? 'expressions'
          : !index.immediate
            ? 'deferrable'
            : null;
  return because === null ? [] : [{ name: index.name, because, definition: index.definition }];
}

async function countReferences(
  session: Session,
  { referencing, referenced }: NoUniqueKey,
): Promise<KeyFacts['references']> {
  const own = quoteIdent(referencing.columns[0]?.name ?? '');
  const key = quoteIdent(referenced.columns[0]?.name ?? '');
  const { rows } = await session.query<{ matched: string; all: string }>(
    `SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM ONLY ${quoteQualified(referenced.table)} AS r ` +
      `WHERE r.${key}::text = t.${own}::text)) AS matched, count(*) AS all ` +
      `FROM ONLY ${quoteQualified(referencing.table)} AS t WHERE t.${own} IS NOT NULL`,
  );
  const matched = Number(rows[0]?.matched ?? 0);
  return { matched, unmatched: Number(rows[0]?.all ?? 0) - matched };
}

async function partitionColumns(
  session: Session,
  relation: Relation,
  numbers: readonly number[],
): Promise<string[]> {
  if (relation.kind !== 'partitioned table') return [];
  const { rows } = await session.query<{ number: number }>(
    `SELECT unnest(partattrs::int2[])::int AS number FROM pg_partitioned_table WHERE partrelid = $1::oid`,
    [relation.oid],
  );
  return rows.flatMap(({ number }) =>
    numbers.includes(number)
      ? []
      : [columnByNumber(relation, number)?.name ?? 'an expression of the partition key'],
  );
}
