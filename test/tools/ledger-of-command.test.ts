import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { isInstalled } from '../tool-table/install-project.ts';
import { openProject } from '../tool-table/open-project.ts';
import { flyway } from '../tool-table/projects/flyway.ts';
import { dbmate, golangMigrate, goose } from '../tool-table/projects/go-tools.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { nodePgMigrate } from '../tool-table/projects/node-pg-migrate.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { tableFaults } from '../tool-table/table-fault.ts';
import type { ToolProject } from '../tool-table/tool-project.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const [types] = tableFaults;
if (types === undefined) throw new TypeError('a table without faults');

/** A ledger that the command line, or the environment of this one command, alone names. */
interface CommandedLedger {
  readonly tool: ToolProject;
  readonly migrate: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly table: string;
  /** The table that the project's files mean, which is somebody else's here. */
  readonly usual: string;
  /** `mark` writes no record of its own for the others. */
  readonly marks?: string;
}

const quoted = encodeURIComponent('"ops"."history"');
const parameters = `sslmode=disable&x-migrations-table=${quoted}&x-migrations-table-quoted=true`;
const sql = '20260101000000_add_booking_key.sql';

const commanded: readonly CommandedLedger[] = [
  {
    tool: dbmate,
    migrate: ['dbmate', '--no-dump-schema', '--migrations-table', 'ops.history', 'up'],
    table: 'ops.history',
    usual: 'schema_migrations',
    marks: sql,
  },
  {
    tool: dbmate,
    migrate: dbmate.migrate,
    env: { DBMATE_MIGRATIONS_TABLE: 'ops.history' },
    table: 'ops.history',
    usual: 'schema_migrations',
    marks: sql,
  },
  {
    tool: goose,
    migrate: ['goose', '-table', 'ops.history', 'up'],
    table: 'ops.history',
    usual: 'goose_db_version',
    marks: sql,
  },
  {
    tool: goose,
    migrate: goose.migrate,
    env: { GOOSE_TABLE: 'ops.history' },
    table: 'ops.history',
    usual: 'goose_db_version',
    marks: sql,
  },
  {
    tool: golangMigrate,
    migrate: golangMigrate.migrate.map((word) => word.replace('sslmode=disable', parameters)),
    table: 'ops.history',
    usual: 'schema_migrations',
    marks: '000001_add_booking_key.up.sql',
  },
  {
    tool: nodePgMigrate,
    migrate: ['node-pg-migrate', 'up', '-t', 'history', '--migrations-schema', 'ops'],
    table: 'ops.history',
    usual: 'pgmigrations',
    marks: '1767225600000_add-booking-key',
  },
  {
    tool: knex,
    migrate: [...knex.migrate, '--migrations-table-name', 'history'],
    table: 'history',
    usual: 'knex_migrations',
  },
  {
    tool: flyway,
    migrate: [...flyway.migrate, '-Dflyway.table=history'],
    table: 'history',
    usual: 'flyway_schema_history',
  },
  {
    tool: flyway,
    migrate: flyway.migrate,
    env: { FLYWAY_TABLE: 'history' },
    table: 'history',
    usual: 'flyway_schema_history',
  },
];

let server: DatabaseServer;
beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});

async function project(tool: ToolProject, before: string) {
  const { session, folder, place } = await openProject(server, tool);
  await session.query(`CREATE SCHEMA ops; ${before}`);
  const call = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runInProject(words, {
      ...place,
      project: { ...tool, env: (target) => ({ ...tool.env?.(target), ...env }) },
    });
  return {
    folder,
    session,
    call,
    pgmend: (...words: string[]) => call([...builtCommand, ...words]),
    rows: async (table: string) =>
      (await session.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n,
  };
}

for (const one of commanded) {
  const { tool, migrate, env = {}, table, usual, marks } = one;
  const isThere = tool.from === undefined || isInstalled(tool);
  const said = Object.keys(env).length === 0 ? 'its command' : Object.keys(env).join();
  const name = `${tool.name}, by ${said}${isThere ? '' : ' (not installed: npm run tools)'}`;
  it.skipIf(!isThere)(`a ledger is known behind the run that was told it: ${name}`, async () => {
    const whose = `CREATE TABLE public.${usual} (whose text); INSERT INTO public.${usual} VALUES ('somebody else''s')`;
    const { call, pgmend, rows } = await project(tool, `${types.before} ${whose}`);
    const mended = await call([...builtCommand, 'run', '--yes', '--', ...migrate], env);
    expect(mended.code, mended.output).toBe(0);
    const recorded = Number(await rows(table));
    const looked = await pgmend('doctor');
    expect(looked.output).toMatch(
      new RegExp(`The ledger ${table} is readable: \\d+ recorded, 0 files`),
    );
    const undone = await pgmend('undo', '--yes', '--ledger');
    expect(undone.output).toContain(`Removed from ${table}`);
    expect(await rows(table)).toBe(recorded - 1);
    expect((await pgmend('export', '--format', 'sql', '--out', 'repair.sql')).output).toContain(
      `ledger ${table}, as the command of run`,
    );
    if (marks !== undefined) {
      const marked = await pgmend('mark', marks, '--yes', '--force');
      expect(marked.code, marked.output).toBe(0);
      expect(await rows(table)).toBe(recorded);
    }
    expect(await rows(`public.${usual}`)).toBe(1);
  });
}

describe('a ledger that the journal does not name', () => {
  it('is looked for in the usual place, and asked for', async () => {
    const { pgmend, call, rows } = await project(dbmate, types.before);
    const told = ['dbmate', '--no-dump-schema', '--migrations-table', 'ops.history', 'up'];
    // Nothing had to be mended, so that no run is in the journal.
    await call([...builtCommand, 'fix', '--yes', '--all']);
    expect((await call([...builtCommand, 'run', '--yes', '--', ...told])).code).toBe(0);
    const looked = await pgmend('doctor');
    expect(looked.output).toContain('The ledger schema_migrations is not there');
    expect(looked.output).toContain('--ledger-table');
    const missed = await pgmend('mark', sql, '--yes');
    expect(missed.output).toMatch(
      /schema_migrations is not there.*\[no-ledger\]\s+.*--ledger-table/,
    );
    const marked = await pgmend('mark', sql, '--ledger-table', 'ops.history');
    expect(marked.output).toContain('recorded already');
    const refused = await pgmend('undo', '--yes', '--ledger');
    expect(refused.output).toMatch(/\[no-ledger\]\s+Nothing was done\..*--ledger-table/);
    const undone = await pgmend('undo', '--yes', '--ledger', '--ledger-table', 'ops.history');
    expect(undone.output).toContain('Removed from ops.history');
    expect(await rows('ops.history')).toBe(0);
  });

  it('is what the project’s files or a variable say, once they say something else', async () => {
    const { folder, pgmend, call } = await project(dbmate, types.before);
    const told = ['dbmate', '--no-dump-schema', '--migrations-table', 'ops.history', 'up'];
    expect((await call([...builtCommand, 'run', '--yes', '--', ...told])).code).toBe(0);
    expect((await pgmend('doctor')).output).toContain('ops.history');
    const words = [...builtCommand, 'doctor'];
    const variable = await call(words, { DBMATE_MIGRATIONS_TABLE: 'ops.other' });
    expect(variable.output).toContain('The ledger ops.other is not there');
    writeFileSync(join(folder, '.env'), 'DBMATE_MIGRATIONS_TABLE=ops.newer\n');
    expect((await pgmend('doctor')).output).toContain('The ledger ops.newer is not there');
  });

  it('is named to a run, whatever its command is', async () => {
    const { pgmend } = await project(knex, types.before);
    const words = ['--ledger-table', 'ops.history', '--', ...knex.migrate];
    const mended = await pgmend('run', '--yes', ...words);
    expect(mended.code, mended.output).toBe(0);
    expect((await pgmend('doctor')).output).toContain('The ledger ops.history is not there');
  });
});
