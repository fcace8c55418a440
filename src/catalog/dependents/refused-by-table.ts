import { displayQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Catalog } from '../catalog.ts';
import type { Dependent, DependentKind } from '../dependent.ts';
import { relationByOid } from '../lookup.ts';
import type { KnownColumn } from './column-ref.ts';

// As find_composite_type_dependencies() in commands/tablecmds.c: through arrays, domains, ranges and composites.
const rowTypeSql = `
WITH RECURSIVE uses(root, class, oid, sub) AS (
  SELECT c.oid, 'pg_catalog.pg_type'::regclass::oid, c.reltype, 0
    FROM pg_catalog.pg_class c WHERE c.oid = ANY ($1::oid[])
  UNION
  SELECT u.root, n.class, n.oid, n.sub
    FROM uses u
    JOIN pg_catalog.pg_depend d ON d.refclassid = u.class AND d.refobjid = u.oid
    LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
   CROSS JOIN LATERAL (
     SELECT CASE WHEN c.relkind = 'c' THEN 'pg_catalog.pg_type'::regclass::oid ELSE d.classid END AS class,
            CASE WHEN c.relkind = 'c' THEN c.reltype ELSE d.objid END AS oid, d.objsubid AS sub) n
   WHERE u.class = 'pg_catalog.pg_type'::regclass
     AND (d.classid = 'pg_catalog.pg_type'::regclass
          OR (d.objsubid > 0 AND c.relkind IN ('r', 'm', 'p', 'c'))))
SELECT DISTINCT u.root, u.sub, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_describe_object(u.class, u.oid, u.sub) AS description
  FROM uses u
  JOIN pg_catalog.pg_class c ON c.oid = u.oid AND c.relkind IN ('r', 'm', 'p')
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE u.class = 'pg_catalog.pg_class'::regclass AND u.sub > 0`;

// The columns of a partition key depend on their table, not the other way round: StorePartitionKey() in catalog/heap.c.
const tablesSql = `
SELECT c.oid, t.typname AS typed_as,
       EXISTS (SELECT FROM pg_catalog.pg_partitioned_table p
                WHERE p.partrelid = c.oid
                  AND (a.attnum = ANY (p.partattrs::int2[])
                       OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                                   WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = a.attnum
                                     AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid
                                     AND d.refobjsubid = 0 AND d.deptype = 'i' AND p.partexprs IS NOT NULL))) AS in_key, a.attnum AS number
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
  JOIN pg_catalog.pg_class c ON c.oid = x.t
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.n
  LEFT JOIN pg_catalog.pg_type t ON t.oid = c.reloftype`;

/** What makes ALTER COLUMN … TYPE impossible for the table as such, and children that are altered along. */
export async function refusedByTable(
  session: Session,
  catalog: Catalog,
  columns: readonly KnownColumn[],
): Promise<Dependent[]> {
  const tables = columns.map(({ table }) => table.oid);
  const numbers = columns.map(({ column }) => column.number);
  const rowTypes = await session.query<{
    root: number;
    schema: string;
    name: string;
    description: string;
  }>(rowTypeSql, [tables]);
  const facts = await session.query<{
    oid: number;
    number: number;
    typed_as: string | null;
    in_key: boolean;
  }>(tablesSql, [tables, numbers]);
  const dependents = rowTypes.rows.map((row) =>
    refused(
      'row type',
      row.description,
      { schema: row.schema, name: row.name },
      `${row.description} holds rows of ${nameOf(catalog, row.root)}, so PostgreSQL does not rewrite that table. Move what it holds to a type of its own first.`,
    ),
  );
  for (const { table, column, throughParent } of columns) {
    const fact = facts.rows.find((row) => row.oid === table.oid && row.number === column.number);
    const name = displayQualified(table);
    const description = `table ${name}`;
    if (fact?.in_key === true) {
      const reason = `The column ${column.name} is part of the partition key of ${name}, which PostgreSQL never retypes. Move its rows to a new partitioned table, or change the type of the other side.`;
      dependents.push(refused('partition key', description, table, reason));
    }
    if (fact !== undefined && fact.typed_as !== null) {
      const reason = `${name} is a typed table: its columns are those of the type ${fact.typed_as}. Detach it first (ALTER TABLE ${name} NOT OF).`;
      dependents.push(refused('row type', description, table, reason));
    }
    const parents = table.parents.map((oid) => nameOf(catalog, oid)).join(', ');
    if (throughParent && !table.isPartition) {
      const reason = `${name} inherits from a table that changes: no foreign key sees its rows, and they would have to change along. Detach it first (ALTER TABLE ${name} NO INHERIT ${parents}), and change it by itself.`;
      dependents.push(refused('inheritance', description, table, reason));
    } else if (throughParent) {
      dependents.push({
        ...refused('inheritance', description, table, ''),
        handling: 'kept by PostgreSQL',
        reason: null,
      });
    } else if (column.inherited) {
      const reason = `${name} inherits the column ${column.name} from ${parents}: it changes there.`;
      dependents.push(refused('inheritance', description, table, reason));
    }
  }
  return dependents;
}

function nameOf(catalog: Catalog, oid: number): string {
  const relation = relationByOid(catalog, oid);
  return relation === undefined ? String(oid) : displayQualified(relation);
}

function refused(
  kind: DependentKind,
  description: string,
  { schema, name }: { readonly schema: string; readonly name: string },
  reason: string,
): Dependent {
  return {
    kind,
    description,
    object: { schema, name },
    locks: [],
    handling: 'refused',
    drop: [],
    restore: [],
    reason,
  };
}
