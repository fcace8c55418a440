import type { Session } from '../postgres/session.ts';
import type { Constraint, ForeignKeyPart, ReferentialAction } from './catalog.ts';
import { numbersIn } from './packed-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

/** All constraints, each fact of theirs in a list of its own, as an array of numbers prints; null without any. */
interface ConstraintsRow {
  names: string[] | null;
  oids: string;
  tables: string;
  indexes: string;
  parents: string;
  referenced_tables: string;
  /** Kind, on update, on delete and match: seven bits for each letter. */
  letters: string;
  flags: string;
  /** The one column, and the one that it references; 0 where there are none, or what `more` says. */
  column_of: string;
  referenced_of: string;
  /** What has more columns than one: by OID, the columns, the referenced ones, those that a delete sets. */
  more:
    | [
        oid: number,
        columns: number[] | null,
        referenced: number[] | null,
        deleteSets: number[] | null,
      ][]
    | null;
}

const flag = { deferrable: 1, deferred: 2, validated: 4, enforced: 8, period: 16 };

function constraintsSql(serverVersion: number): string {
  const enforced = serverVersion >= 180_000 ? 'k.conenforced' : 'true';
  const period = serverVersion >= 180_000 ? 'k.conperiod' : 'false';
  const deleteSets = serverVersion >= 150_000 ? 'k.confdelsetcols' : 'NULL::int2[]';
  const list = (value: string) => `pg_catalog.array_agg(${value})::text`;
  const only = (columns: string) =>
    list(`CASE WHEN pg_catalog.cardinality(${columns}) = 1 THEN ${columns}[1] ELSE 0 END`);
  return `
SELECT pg_catalog.json_agg(k.conname) AS names, ${list('k.oid')} AS oids, ${list('k.conrelid')} AS tables,
       ${list('k.conindid')} AS indexes, ${list('k.conparentid')} AS parents, ${list('k.confrelid')} AS referenced_tables,
       ${list(
         'k.contype::int4 + k.confupdtype::int4 * 128 + k.confdeltype::int4 * 16384 + k.confmatchtype::int4 * 2097152',
       )} AS letters,
       ${list(
         `k.condeferrable::int4 * ${flag.deferrable} + k.condeferred::int4 * ${flag.deferred}
          + k.convalidated::int4 * ${flag.validated} + (${enforced})::int4 * ${flag.enforced}
          + (${period})::int4 * ${flag.period}`,
       )} AS flags,
       ${only('k.conkey')} AS column_of, ${only('k.confkey')} AS referenced_of,
       pg_catalog.json_agg(pg_catalog.json_build_array(k.oid::int8, k.conkey, k.confkey, ${deleteSets}))
         FILTER (WHERE pg_catalog.cardinality(k.conkey) > 1 OR pg_catalog.cardinality(k.confkey) > 1
                    OR ${deleteSets} IS NOT NULL) AS more
  FROM pg_catalog.pg_constraint k
 WHERE k.connamespace IN (${userNamespaces}) AND k.conrelid <> 0`;
}

/** Constraints of the user's tables (those of domains are left out), without definitions: one query. */
export async function readConstraints(
  session: Session,
  journalSchema: string,
): Promise<Constraint[]> {
  const { rows } = await session.query<ConstraintsRow>(constraintsSql(session.serverVersion), [
    journalSchema,
  ]);
  const [row] = rows;
  if (row === undefined || row.names === null) return [];
  const [oids, tables, indexes, parents, referencedTables] = [
    numbersIn(row.oids),
    numbersIn(row.tables),
    numbersIn(row.indexes),
    numbersIn(row.parents),
    numbersIn(row.referenced_tables),
  ];
  const [letters, flags] = [numbersIn(row.letters), numbersIn(row.flags)];
  const [columnOf, referencedOf] = [numbersIn(row.column_of), numbersIn(row.referenced_of)];
  const more = new Map((row.more ?? []).map((one) => [one[0], one]));
  // Equal lists are one and the same.
  const lists = new Map<number, readonly number[]>([[0, []]]);
  const listOf = (only: number): readonly number[] => {
    const known = lists.get(only);
    if (known !== undefined) return known;
    const list = [only];
    lists.set(only, list);
    return list;
  };
  const constraints = row.names.map((name, at): Constraint => {
    const number = (list: readonly number[]) => list[at] ?? 0;
    const oid = number(oids);
    const [, columns, referenced, deleteSets] = more.get(oid) ?? [];
    const own = number(flags);
    const kind = letter(number(letters), 0);
    return {
      oid,
      name,
      table: number(tables),
      kind: kinds[kind] ?? 'check',
      columns: columns ?? listOf(number(columnOf)),
      deferrable: (own & flag.deferrable) !== 0,
      initiallyDeferred: (own & flag.deferred) !== 0,
      validated: (own & flag.validated) !== 0,
      enforced: (own & flag.enforced) !== 0,
      definition: '',
      comment: null,
      index: number(indexes),
      parent: number(parents),
      foreignKey:
        kind === 'f'
          ? foreignKeyPart(
              number(letters),
              number(referencedTables),
              referenced ?? listOf(number(referencedOf)),
              deleteSets ?? [],
              (own & flag.period) !== 0,
            )
          : null,
    };
  });
  return constraints.sort((one, other) => one.oid - other.oid);
}

function letter(packed: number, at: 0 | 1 | 2 | 3): string {
  return String.fromCharCode((packed >> (7 * at)) & 127);
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
  letters: number,
  referencedTable: number,
  referencedColumns: readonly number[],
  deleteSets: readonly number[],
  period: boolean,
): ForeignKeyPart {
  const match = letter(letters, 3);
  return {
    referencedTable,
    referencedColumns,
    onUpdate: actions[letter(letters, 1)] ?? 'NO ACTION',
    onDelete: actions[letter(letters, 2)] ?? 'NO ACTION',
    match: match === 'f' ? 'FULL' : match === 'p' ? 'PARTIAL' : 'SIMPLE',
    ...(deleteSets.length === 0 ? {} : { deleteSets }),
    ...(period ? { period } : {}),
  };
}
