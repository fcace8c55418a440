import { createHash } from 'node:crypto';
import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import { databaseWideFacts } from './fingerprint/database-wide-facts.ts';
import { firstUserOid } from './fingerprint/fact-query.ts';
import { identity } from './fingerprint/identity.ts';
import { relationFacts } from './fingerprint/relation-facts.ts';
import { routineAndTypeFacts } from './fingerprint/routine-and-type-facts.ts';
import { tablePartFacts } from './fingerprint/table-part-facts.ts';
import type { Fingerprint } from './fingerprint.ts';

type Fact = string | number | boolean | null;

interface FactRow {
  readonly class?: number;
  readonly oid?: number;
  readonly sub?: number;
  readonly rel?: number;
  readonly identity?: string;
  readonly kind?: string;
  readonly schema?: string | null;
  readonly parent?: string | null;
  readonly name?: string | null;
  readonly suffix?: string | null;
  readonly [fact: string]: Fact | undefined;
}

const addressColumns = new Set([
  'class',
  'oid',
  'sub',
  'rel',
  'identity',
  'kind',
  'schema',
  'parent',
  'name',
  'suffix',
]);

/** The schema `public` has a lower OID than the user's objects, and a comment that a dump may show. */
const remarksSql = `
SELECT o.classoid AS class, o.objoid AS oid, o.objsubid AS sub, 'comment' AS what, o.description AS text
  FROM pg_catalog.pg_description o
 WHERE o.objoid >= ${firstUserOid} OR o.classoid = 'pg_catalog.pg_namespace'::regclass
UNION ALL
SELECT l.classoid, l.objoid, l.objsubid, 'security label ' || l.provider, l.label FROM pg_catalog.pg_seclabel l
UNION ALL
SELECT d.classid, d.objid, d.objsubid, 'depends on extension',
       pg_catalog.string_agg(pg_catalog.quote_ident(x.extname), ', ' ORDER BY x.extname)
  FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid
 WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'x' GROUP BY 1, 2, 3`;

const membersSql = `
SELECT d.classid AS class, d.objid AS oid FROM pg_catalog.pg_depend d
 WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'`;

/**
 * Describes everything that a schema dump would show, in a fixed number of queries. Left out: what extensions
 * own, temporary objects, pgmend's own schema, and the current values of sequences (they are data).
 * The session is inside a transaction under {@link quietSettings}; views are locked as ACCESS SHARE
 * locks what they read, like a dump does.
 */
export async function readFingerprint(
  session: Session,
  { journalSchema = 'pgmend' }: { readonly journalSchema?: string } = {},
): Promise<Fingerprint> {
  const [members, remarks] = await pipelined(session, (ahead) =>
    Promise.all([readMembers(ahead), readRemarks(ahead)]),
  );
  const lines = new Map<string, string[]>();
  const add = (rows: readonly FactRow[]) => {
    for (const row of rows) {
      if (members.has(`${row.class} ${row.oid}`) || members.has(`1259 ${row.rel}`)) continue;
      const name = identityOf(row);
      const found = lines.get(name) ?? [];
      const address = `${row.class} ${row.oid} ${row.sub ?? 0}`;
      found.push(...factsOf(row), ...(remarks.get(address) ?? []));
      lines.set(name, found);
      // Some objects come in two rows; their remarks are told once.
      remarks.delete(address);
    }
  };
  await pipelined(session, (ahead) =>
    Promise.all(
      queries.map(async (query) => {
        const sql = query(session.serverVersion);
        if (sql === '') return;
        // Queries over the whole database do not use the parameter that the others need.
        const { rows } = await ahead.query<FactRow>(sql, sql.includes('$1') ? [journalSchema] : []);
        add(rows);
      }),
    ),
  );
  return seal(lines);
}

const queries = [...relationFacts, ...tablePartFacts, ...routineAndTypeFacts, ...databaseWideFacts];

async function readMembers(session: Session): Promise<Set<string>> {
  const { rows } = await session.query<{ class: number; oid: number }>(membersSql);
  return new Set(rows.map((row) => `${row.class} ${row.oid}`));
}

async function readRemarks(session: Session): Promise<Map<string, string[]>> {
  const { rows } = await session.query<{
    class: number;
    oid: number;
    sub: number;
    what: string;
    text: string;
  }>(remarksSql);
  const remarks = new Map<string, string[]>();
  for (const row of rows) {
    const address = `${row.class} ${row.oid} ${row.sub}`;
    remarks.set(address, [...(remarks.get(address) ?? []), line(row.what, row.text)]);
  }
  return remarks;
}

function identityOf(row: FactRow): string {
  if (row.identity !== undefined) return row.identity;
  const path = [row.schema, row.parent, row.name].filter((part) => typeof part === 'string');
  return identity(row.kind ?? '', ...path) + (row.suffix ?? '');
}

function factsOf(row: FactRow): string[] {
  const facts: string[] = [];
  for (const [name, value] of Object.entries(row)) {
    if (addressColumns.has(name) || value === null || value === undefined) continue;
    if (value === false || value === '') continue;
    facts.push(line(name, value === true ? 'yes' : String(value)));
  }
  return facts;
}

/** One attribute is one line, whatever its text holds. */
function line(name: string, value: string): string {
  return `${name.replaceAll('_', ' ')}: ${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`;
}

function seal(lines: ReadonlyMap<string, readonly string[]>): Fingerprint {
  const hash = createHash('sha256');
  const objects: Record<string, string> = {};
  for (const name of [...lines.keys()].sort()) {
    const description = [...(lines.get(name) ?? [])].sort().join('\n');
    objects[name] = description;
    hash.update(`${JSON.stringify(name)}\n${description}\n\n`);
  }
  return Object.freeze({ objects: Object.freeze(objects), hash: hash.digest('hex') });
}
