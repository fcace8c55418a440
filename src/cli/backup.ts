import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import spawn from 'cross-spawn';
import type { Fingerprint } from '../catalog/fingerprint.ts';
import { readFingerprint } from '../catalog/read-fingerprint.ts';
import { emptyDatabase } from '../execute/empty-schema.ts';
import { connect, type OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import type { Target } from '../postgres/target.ts';
import { type SummedTable, sumUpTables } from '../values/sum-up-tables.ts';
import { libpqEnvironment, type PgPrograms } from './pg-programs.ts';
import { reading } from './with-database.ts';

/** A database at one moment: its schema, every table's rows, and what stands in no table. */
export interface Contents {
  readonly fingerprint: Fingerprint;
  readonly tables: readonly SummedTable[];
  /** Sequence → where it stands; all large objects together. */
  readonly beside: Readonly<Record<string, string>>;
}

/** Reads all of it, pgmend's own journal and kept values too: a backup has to hold them as well. */
export function readContents(session: OwnSession): Promise<Contents> {
  return reading(session, async () => ({
    fingerprint: await readFingerprint(session, { journalSchema: '' }),
    tables: await sumUpTables(session),
    beside: await readBeside(session),
  }));
}

async function readBeside(session: OwnSession): Promise<Contents['beside']> {
  const { rows } = await session.query<{ name: string; stands: string }>(
    `SELECT pg_catalog.format('sequence %I.%I', schemaname, sequencename) AS name, COALESCE(last_value::text, 'unused') AS stands FROM pg_catalog.pg_sequences
     UNION ALL
     SELECT 'large objects', pg_catalog.concat(count(*), ' ', sum(pg_catalog.hashtextextended(pg_catalog.concat(oid, pg_catalog.md5(pg_catalog.lo_get(oid))), 0)))
       FROM pg_catalog.pg_largeobject_metadata`,
  );
  return Object.fromEntries(rows.map(({ name, stands }) => [name, stands]));
}

/** The first thing that is not the same; null where everything is. */
export function differenceOf(one: Contents, other: Contents): string | null {
  const names = [one, other].flatMap(({ fingerprint }) => Object.keys(fingerprint.objects));
  const object = names.find(
    (name) => one.fingerprint.objects[name] !== other.fingerprint.objects[name],
  );
  if (object !== undefined) return object;
  const table = one.tables.find(({ schema, name, rows, checksum }) => {
    const same = other.tables.find((each) => each.schema === schema && each.name === name);
    return same === undefined || same.rows !== rows || same.checksum !== checksum;
  });
  if (table !== undefined) return `the rows of ${table.schema}.${table.name}`;
  return Object.keys(one.beside).find((name) => one.beside[name] !== other.beside[name]) ?? null;
}

/** The programs around one backup of one database. */
export interface Backup {
  readonly file: string;
  readonly programs: PgPrograms;
  readonly target: Target;
}

/** Writes the backup; the file has its name only when it is whole, and is for its owner alone. Bytes. */
export async function writeBackup({ file, programs, target }: Backup): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  await writeFile(partial, '', { mode: 0o600 });
  await withCertificate(target, path.dirname(file), (certificate) =>
    run(
      programs.dump,
      ['--format=custom', '--no-password', '--file', partial],
      target,
      certificate,
    ),
  );
  await rename(partial, file);
  return (await stat(file)).size;
}

/**
 * Restores the backup into a scratch database, which is dropped afterwards, and compares.
 *
 * @throws PgmendError `backup-not-proved`
 */
export async function proveBackup(
  backup: Backup,
  session: OwnSession,
  expected: Contents,
  scratch: string,
): Promise<void> {
  const { rows } = await session.query<{ encoding: string; collate: string; ctype: string }>(
    `SELECT pg_catalog.pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype
       FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()`,
  );
  const { encoding = 'UTF8', collate = 'C', ctype = 'C' } = rows[0] ?? {};
  const name = quoteIdent(scratch);
  await session
    .query(
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING ${quoteLiteral(encoding)} LC_COLLATE ${quoteLiteral(collate)} LC_CTYPE ${quoteLiteral(ctype)}`,
    )
    .catch((error: unknown) => {
      throw notProved(backup, messageOf(error), 'The role may have to be given CREATEDB.');
    });
  try {
    await restoreInto({ ...backup, target: { ...backup.target, database: scratch } });
    const other = await connect({ ...backup.target, database: scratch });
    try {
      const difference = differenceOf(expected, await readContents(other));
      if (difference !== null) {
        throw notProved(
          backup,
          `${difference} is not in it as it is in the database`,
          'Stop whatever writes into the database, and run the command again.',
        );
      }
    } finally {
      await other.close();
    }
  } finally {
    await session.query(`DROP DATABASE IF EXISTS ${name}`).catch(() => {});
  }
}

/** Puts the database back to what the backup holds. */
export async function restoreBackup(backup: Backup, session: OwnSession): Promise<void> {
  await session.query('BEGIN');
  await session.query('SET LOCAL search_path = pg_catalog');
  try {
    await emptyDatabase(session);
  } catch (error) {
    await session.query('ROLLBACK');
    throw error;
  }
  await session.query('COMMIT');
  await restoreInto(backup);
}

function restoreInto({ file, programs, target }: Backup): Promise<void> {
  return withCertificate(target, path.dirname(file), (certificate) =>
    run(
      programs.restore,
      ['--exit-on-error', '--no-password', '--dbname', target.database, file],
      target,
      certificate,
    ),
  );
}

function notProved({ file }: Backup, why: string, next: string): PgmendError {
  return new PgmendError(
    'backup-not-proved',
    `The backup ${file} could not be restored into a scratch database: ${why}.`,
    `Nothing was changed. ${next} Without a backup: --no-backup`,
    1,
  );
}

async function withCertificate<T>(
  { tls }: Target,
  folder: string,
  work: (file: string | null) => Promise<T>,
): Promise<T> {
  if (tls?.ca === undefined) return work(null);
  const file = path.join(folder, `.authority-${process.pid}.pem`);
  await writeFile(file, tls.ca, { mode: 0o600 });
  try {
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}

function run(
  program: string,
  args: readonly string[],
  target: Target,
  certificate: string | null,
): Promise<void> {
  const env = libpqEnvironment(target, process.env, certificate);
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else {
        const [first = `it ended with ${code}`] = said.trim().split('\n');
        reject(
          new PgmendError(
            'backup-failed',
            `${path.basename(program)} failed: ${first}`,
            'See what it says, put that right, and run the command again.',
            1,
          ),
        );
      }
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
