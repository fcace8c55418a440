import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.ts';
import type { Dependent } from '../../src/catalog/dependent.ts';
import { columnByName, findRelation } from '../../src/catalog/lookup.ts';
import { readCatalog } from '../../src/catalog/read-catalog.ts';
import { type ColumnRef, readDependents } from '../../src/catalog/read-dependents.ts';
import { readFingerprint } from '../../src/catalog/read-fingerprint.ts';
import type { Session } from '../../src/postgres/session.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';
import { compareFingerprints } from '../../src/verify/compare-fingerprints.ts';
import { majors, type OwnSession, sharedServer } from '../servers/start-server.ts';
import { everyDependent } from './every-dependent.ts';

/** A fresh database and a role of its own; the work runs inside a transaction under quiet settings. */
async function inDatabase(
  major: number,
  before: (session: OwnSession, role: string) => Promise<void>,
  work: (session: OwnSession) => Promise<void>,
): Promise<void> {
  const server = await sharedServer(major);
  const target = await server.createDatabase();
  const session = await server.session(target);
  const role = `${target.database} "röle"`.replaceAll('"', '""');
  await session.query(`CREATE ROLE "${role}"`);
  try {
    await before(session, role);
    await session.query('BEGIN');
    await withSettings(session, quietSettings, () => work(session));
    await session.query('COMMIT');
  } finally {
    await session.close();
    await server.dropDatabase(target);
    const administrator = await server.session(server.target());
    await administrator.query(`DROP ROLE "${role}"`);
    await administrator.close();
  }
}

function ref(catalog: Catalog, schema: string, name: string, column: string): ColumnRef {
  const relation = findRelation(catalog, { schema, name });
  const found = relation === undefined ? undefined : columnByName(relation, column);
  if (relation === undefined || found === undefined)
    throw new Error(`no ${schema}.${name}.${column}`);
  return { table: relation.oid, column: found.number };
}

async function runAll(session: Session, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    await session.query(sql).catch((error: unknown) => {
      throw new Error(`${sql}\n${String(error)}`);
    });
  }
}

const drops = (dependents: readonly Dependent[]) => dependents.flatMap((one) => one.drop);
const restores = (dependents: readonly Dependent[]) =>
  [...dependents].reverse().flatMap((one) => one.restore);

describe.each(majors)('readDependents on PostgreSQL %i', (major) => {
  it('lifts and lays back every kind of dependent, so that nothing else has changed', async () => {
    await inDatabase(
      major,
      async (session, role) => runAll(session, everyDependent(session.serverVersion, role)),
      async (session) => {
        const catalog = await readCatalog(session, { searchPath: ['public'] });
        const columns = [
          ref(catalog, 'Käse "Laden"', 'user', 'order'),
          ref(catalog, 'other', 'ü'.repeat(31), 'userId'),
          ref(catalog, 'public', 'parted', 'userId'),
          ref(catalog, 'public', 'Parent', 'userId'),
        ];
        const before = await readFingerprint(session);
        const dependents = await readDependents(session, catalog, columns);
        // A plain child is refused for its rows' sake alone: here nothing is converted.
        const refused = dependents.filter((one) => one.handling === 'refused');
        expect(refused.filter((one) => one.kind !== 'inheritance')).toEqual([]);
        const kinds = new Set(dependents.map((one) => one.kind));
        const wanted = [
          'foreign key',
          'view',
          'materialized view',
          'rule',
          'policy',
          'trigger',
          'default',
        ];
        if (major >= 14) wanted.push('function');
        if (major >= 15) wanted.push('publication');
        if (major >= 17) wanted.push('generated column');
        for (const kind of wanted) expect(kinds).toContain(kind);
        await runAll(session, drops(dependents));
        for (const [table, column] of [
          [`"Käse ""Laden"""."user"`, '"order"'],
          [`other."${'ü'.repeat(31)}"`, '"userId"'],
          ['public.parted', '"userId"'],
          ['public."Parent"', '"userId"'],
        ]) {
          await session.query(`ALTER TABLE ${table} ALTER COLUMN ${column} TYPE bigint`);
          await session.query(`ALTER TABLE ${table} ALTER COLUMN ${column} TYPE integer`);
        }
        await runAll(session, restores(dependents));
        const differences = compareFingerprints(before, await readFingerprint(session));
        expect(differences).toEqual([]);
      },
    );
  });

  it('names what cannot be laid back, and refuses it only for the columns concerned', async () => {
    const schema = [
      'CREATE TABLE t (id uuid PRIMARY KEY, code text, free text, CHECK (length(code) > 1), CHECK (free IS NULL OR true))',
      'CREATE INDEX likes ON t (code text_pattern_ops)',
      'CREATE INDEX lowered ON t (lower(code))',
      'CREATE INDEX plain ON t (free) WHERE free IS NOT NULL',
      'CREATE TABLE holds_rows (one t, many t[])',
      'CREATE TABLE parted (k integer) PARTITION BY RANGE (k)',
      'CREATE TABLE by_expression (k integer) PARTITION BY RANGE ((k + 1))',
      'CREATE TABLE parent (x integer)',
      'CREATE TABLE child () INHERITS (parent)',
      'CREATE TYPE shape AS (a integer)',
      'CREATE TABLE typed OF shape',
    ];
    await inDatabase(
      major,
      async (session) => runAll(session, schema),
      async (session) => {
        const catalog = await readCatalog(session, { searchPath: ['public'] });
        const handlings = async (table: string, column: string) => {
          const found = await readDependents(session, catalog, [
            ref(catalog, 'public', table, column),
          ]);
          return found.map((one) => `${one.handling}: ${one.description}`).sort();
        };
        const ofRows = [
          'refused: column many of table public.holds_rows',
          'refused: column one of table public.holds_rows',
        ];
        expect(await handlings('t', 'code')).toEqual([
          ...ofRows,
          'refused: constraint t_code_check on table t',
          'refused: index likes',
          'refused: index lowered',
        ]);
        expect(await handlings('t', 'free')).toEqual([
          'kept by PostgreSQL: constraint t_free_check on table t',
          'kept by PostgreSQL: index plain',
          ...ofRows,
        ]);
        expect(await handlings('parted', 'k')).toEqual(['refused: table parted']);
        expect(await handlings('by_expression', 'k')).toEqual(['refused: table by_expression']);
        expect(await handlings('parent', 'x')).toEqual(['refused: table child']);
        expect(await handlings('child', 'x')).toEqual(['refused: table child']);
        expect(await handlings('typed', 'a')).toEqual(['refused: table typed']);
      },
    );
  });
});
