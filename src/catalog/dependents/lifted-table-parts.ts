import { type QualifiedName, quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import {
  commentStatement,
  enabledStatement,
  extensionStatements,
  extensionsOf,
  withoutSemicolon,
} from './remarks.ts';

interface PartRow {
  oid: number;
  schema: string;
  table: string;
  name: string;
  definition: string;
  enabled: string;
  comment: string | null;
  description: string;
}

type Lifted = Map<number, Dependent>;

// The copies of a trigger on partitions go and come back with that of the topmost table.
const triggersSql = `
WITH RECURSIVE up(asked, oid, parent) AS (
  SELECT g.oid, g.oid, g.tgparentid FROM pg_catalog.pg_trigger g WHERE g.oid = ANY ($1::oid[])
  UNION ALL
  SELECT up.asked, g.oid, g.tgparentid FROM up JOIN pg_catalog.pg_trigger g ON g.oid = up.parent)
SELECT DISTINCT up.asked, g.oid, n.nspname AS schema, c.relname AS table, g.tgname AS name,
       pg_catalog.pg_get_triggerdef(g.oid) AS definition, g.tgenabled AS enabled, o.description AS comment,
       pg_catalog.pg_describe_object('pg_catalog.pg_trigger'::regclass, g.oid, 0) AS description,
       ${extensionsOf('pg_trigger', 'g.oid')} AS extensions
  FROM up
  JOIN pg_catalog.pg_trigger g ON g.oid = up.oid AND up.parent = 0
  JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_trigger'::regclass AND o.objoid = g.oid
 WHERE NOT g.tgisinternal`;

// A partition may switch its copy on or off by itself, and have a comment on it.
const copiesSql = `
WITH RECURSIVE down(root, oid) AS (
  SELECT g.oid, g.oid FROM pg_catalog.pg_trigger g WHERE g.oid = ANY ($1::oid[])
  UNION ALL
  SELECT down.root, g.oid FROM down JOIN pg_catalog.pg_trigger g ON g.tgparentid = down.oid)
SELECT down.root, n.nspname AS schema, c.relname AS table, g.tgname AS name,
       CASE WHEN g.tgenabled <> r.tgenabled THEN g.tgenabled END AS enabled, o.description AS comment
  FROM down
  JOIN pg_catalog.pg_trigger r ON r.oid = down.root
  JOIN pg_catalog.pg_trigger g ON g.oid = down.oid AND g.oid <> r.oid
  JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_trigger'::regclass AND o.objoid = g.oid
 WHERE g.tgenabled <> r.tgenabled OR o.description IS NOT NULL
 ORDER BY g.oid`;

interface TriggerRow extends PartRow {
  asked: number;
  extensions: string[];
}

interface CopyRow extends Pick<PartRow, 'schema' | 'table' | 'name' | 'comment'> {
  root: number;
  enabled: string | null;
}

/** Triggers whose columns or condition name a column; by the OID that was asked for. */
export async function liftTriggers(session: Session, oids: readonly number[]): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<TriggerRow>(triggersSql, [oids]);
  const copies = await session.query<CopyRow>(copiesSql, [rows.map((row) => row.oid)]);
  return new Map(
    rows.map((row) => {
      const [on, name] = [quoteQualified(tableOf(row)), quoteIdent(row.name)];
      return [
        row.asked,
        lifted(
          'trigger',
          row,
          [`DROP TRIGGER ${name} ON ${on}`],
          [
            row.definition,
            ...enabledStatement(on, 'TRIGGER', name, row.enabled),
            ...commentStatement(`TRIGGER ${name} ON ${on}`, row.comment),
            ...extensionStatements(`TRIGGER ${name} ON ${on}`, row.extensions),
            ...copies.rows.filter((copy) => copy.root === row.oid).flatMap(copyStatements),
          ],
        ),
      ];
    }),
  );
}

function copyStatements(copy: CopyRow): string[] {
  const [on, name] = [quoteQualified(tableOf(copy)), quoteIdent(copy.name)];
  return [
    ...(copy.enabled === 'O' ? [`ALTER TABLE ONLY ${on} ENABLE TRIGGER ${name}`] : []),
    ...enabledStatement(`ONLY ${on}`, 'TRIGGER', name, copy.enabled ?? 'O'),
    ...commentStatement(`TRIGGER ${name} ON ${on}`, copy.comment),
  ];
}

const rulesSql = `
SELECT r.oid, n.nspname AS schema, c.relname AS table, r.rulename AS name,
       pg_catalog.pg_get_ruledef(r.oid) AS definition, r.ev_enabled AS enabled, o.description AS comment,
       pg_catalog.pg_describe_object('pg_catalog.pg_rewrite'::regclass, r.oid, 0) AS description
  FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_rewrite'::regclass AND o.objoid = r.oid
 WHERE r.oid = ANY ($1::oid[])`;

/** Rules on tables, and on views that stay. */
export async function liftRules(session: Session, oids: readonly number[]): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<PartRow>(rulesSql, [oids]);
  return new Map(
    rows.map((row) => {
      const [on, name] = [quoteQualified(tableOf(row)), quoteIdent(row.name)];
      return [
        row.oid,
        lifted(
          'rule',
          row,
          [`DROP RULE ${name} ON ${on}`],
          [
            withoutSemicolon(row.definition),
            ...enabledStatement(on, 'RULE', name, row.enabled),
            ...commentStatement(`RULE ${name} ON ${on}`, row.comment),
          ],
        ),
      ];
    }),
  );
}

interface PolicyRow extends PartRow {
  command: string;
  permissive: boolean;
  roles: (string | null)[];
  using: string | null;
  check: string | null;
}

const policiesSql = `
SELECT p.oid, n.nspname AS schema, c.relname AS table, p.polname AS name, p.polcmd AS command,
       p.polpermissive AS permissive, o.description AS comment, '' AS definition, 'O' AS enabled,
       ARRAY(SELECT CASE WHEN r.o <> 0 THEN pg_catalog.pg_get_userbyid(r.o)::text END
               FROM pg_catalog.unnest(p.polroles) AS r(o)) AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS check,
       pg_catalog.pg_describe_object('pg_catalog.pg_policy'::regclass, p.oid, 0) AS description
  FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_policy'::regclass AND o.objoid = p.oid
 WHERE p.oid = ANY ($1::oid[])`;

const commands: Readonly<Record<string, string>> = {
  '*': 'ALL',
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
};

export async function liftPolicies(session: Session, oids: readonly number[]): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<PolicyRow>(policiesSql, [oids]);
  return new Map(
    rows.map((row) => {
      const [on, name] = [quoteQualified(tableOf(row)), quoteIdent(row.name)];
      const roles = row.roles.map((role) => (role === null ? 'PUBLIC' : quoteIdent(role)));
      const create = [
        `CREATE POLICY ${name} ON ${on} AS ${row.permissive ? 'PERMISSIVE' : 'RESTRICTIVE'}`,
        `FOR ${commands[row.command] ?? 'ALL'} TO ${roles.join(', ')}`,
        ...(row.using === null ? [] : [`USING (${row.using})`]),
        ...(row.check === null ? [] : [`WITH CHECK (${row.check})`]),
      ];
      return [
        row.oid,
        lifted(
          'policy',
          row,
          [`DROP POLICY ${name} ON ${on}`],
          [create.join(' '), ...commentStatement(`POLICY ${name} ON ${on}`, row.comment)],
        ),
      ];
    }),
  );
}

function tableOf(row: Pick<PartRow, 'schema' | 'table'>): QualifiedName {
  return { schema: row.schema, name: row.table };
}

function lifted(
  kind: 'trigger' | 'rule' | 'policy',
  row: PartRow,
  drop: readonly string[],
  restore: readonly string[],
): Dependent {
  return {
    kind,
    description: row.description,
    object: { schema: row.schema, name: row.name },
    locks: [tableOf(row)],
    handling: 'lifted',
    drop,
    restore,
    reason: null,
  };
}
