import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Ended, pgmend } from '../cases/pgmend.ts';
import { differences, readState, type State } from '../cases/state.ts';
import type { Target } from '../servers/start-server.ts';
import { type DatabaseServer, type OwnSession, sharedServer } from '../servers/start-server.ts';

/** The migration tool of these tests. */
export const sender = join(import.meta.dirname, '..', 'cases', 'send.mjs');

/** A database with a migration that stops, and who carries it out. */
export interface Hurt {
  readonly major: number;
  /** What is there before. */
  readonly setup: string;
  /** The migration, in statements between lines `-- then`. */
  readonly migration: string;
  readonly flags?: readonly string[];
  /** The role that migrates; by default the superuser. */
  readonly role?: string;
}

export interface Hurting {
  readonly server: DatabaseServer;
  readonly target: Target;
  /** The superuser's own connection. */
  readonly session: OwnSession;
  readonly before: State;
  /** Carries the migration out under pgmend. */
  run(...flags: readonly string[]): Promise<Ended>;
  /** pgmend with other words, on the same database and as the same role. */
  pgmend(...args: readonly string[]): Promise<Ended>;
  state(): Promise<State>;
  /** The rows of a query, as arrays. */
  rows(sql: string): Promise<unknown[][]>;
  /** The migration's file. */
  readonly file: string;
}

/** Makes the database, hands it to `work` and removes it. */
export async function hurting(
  hurt: Hurt,
  work: (hurting: Hurting) => Promise<void>,
): Promise<void> {
  const server = await sharedServer(hurt.major);
  const own = await server.createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'pgmend-hurt-'));
  const file = join(folder, 'migration.sql');
  writeFileSync(file, hurt.migration);
  const target = hurt.role === undefined ? own : server.target(own.database, hurt.role);
  const session = await server.session(own);
  try {
    await session.query(hurt.setup);
    const state = async () => {
      const fresh = await server.session(own);
      try {
        return await readState(fresh);
      } finally {
        await fresh.close();
      }
    };
    await work({
      server,
      target,
      session,
      file,
      before: await state(),
      state,
      pgmend: (...args) => calm(pgmend(target, args)),
      run: (...flags) =>
        calm(
          pgmend(target, [
            'run',
            '--yes',
            ...(hurt.flags ?? []),
            ...flags,
            '--',
            process.execPath,
            sender,
            file,
          ]),
        ),
      rows: async (sql) =>
        (await session.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)),
    });
  } finally {
    await session.close();
    await server.dropDatabase(own);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whatever happens, people read sentences. */
async function calm(running: Promise<Ended>): Promise<Ended> {
  const ended = await running;
  // The frames of a stack name a column; the place of a statement, also after "at", is a file and a line.
  expect(ended.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(ended.stderr).not.toMatch(/TypeError|ReferenceError|\[object Object\]/);
  expect(ended.stderr).not.toContain('unexpected');
  return ended;
}

/** It went through, changed only `changes`, and undo leads back to the very same. */
export async function expectMended(
  one: Hurting,
  changes: readonly string[],
  rows: Readonly<Record<string, readonly (readonly unknown[])[]>>,
): Promise<void> {
  const ended = await one.run();
  expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
  const mended = await one.state();
  for (const [sql, found] of Object.entries(rows)) expect(await one.rows(sql)).toEqual(found);
  expect(differences(one.before, mended)).toEqual([...changes].sort());
  await expectUndone(one);
}

export async function expectUndone(one: Hurting): Promise<void> {
  const undone = await one.pgmend('undo', '--yes');
  expect(undone.code, `${undone.stdout}\n${undone.stderr}`).toBe(0);
  expect(await one.state()).toEqual(one.before);
}

/** It did not go through: the tool has PostgreSQL's own error, and nothing is changed. */
export async function expectUntouched(
  one: Hurting,
  ended: Ended,
  says: string | RegExp,
  code = '42804',
): Promise<void> {
  expect(ended.code, ended.stderr).not.toBe(0);
  expect(ended.stdout, ended.stderr).toContain(`"code":"${code}"`);
  expect(ended.stderr).toMatch(says);
  expect(await one.state()).toEqual(one.before);
}
