import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { byName } from '../by-name.ts';
import { migrationFolder } from '../migration-folder.ts';
import type { Project } from '../tool.ts';
import { drizzleConfig } from './drizzle-config.ts';

/** A migration of drizzle-kit: its name, and the time by which the ledger knows it. */
export interface DrizzleMigration {
  readonly tag: string;
  /** Milliseconds; the ledger's `created_at`. */
  readonly when: number;
  /** Absolute. */
  readonly path: string;
}

/** The migrations of a project, in the order in which they run. */
export interface DrizzleJournal {
  /** `meta/_journal.json`, absolute; null where each migration is a folder with a time in its name (drizzle-kit 1.0). */
  readonly file: string | null;
  /** Its content. */
  readonly text: string;
  /** Absolute. */
  readonly folder: string;
  readonly migrations: readonly DrizzleMigration[];
  readonly ignored: readonly string[];
}

interface Entry {
  readonly tag: string;
  readonly when: number;
}

/** @throws PgmendError `config-unreadable` */
export async function readJournal(project: Project): Promise<DrizzleJournal> {
  const { out } = await drizzleConfig(project, process.env);
  const folder = path.resolve(project.directory, out);
  const file = path.join(folder, 'meta', '_journal.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    return { file: null, text: '', folder, migrations: await folders(folder), ignored: [] };
  }
  const { entries = [] } = JSON.parse(text) as { entries?: readonly Entry[] };
  const tags = new Set(entries.map((one) => `${one.tag}.sql`));
  const { ignored, names } = await migrationFolder(folder, (name) => name.endsWith('.sql'));
  return {
    file,
    text,
    folder,
    migrations: entries.map(({ tag, when }) => ({
      tag,
      when,
      path: path.join(folder, `${tag}.sql`),
    })),
    ignored: [
      ...names.filter((name) => !tags.has(name)).map((name) => path.join(folder, name)),
      ...ignored,
    ],
  };
}

async function folders(folder: string): Promise<readonly DrizzleMigration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((one) => one.isDirectory() && /^\d{14}_/.test(one.name));
  return names
    .map((one) => one.name)
    .sort(byName)
    .map((tag) => ({ tag, when: timeOf(tag), path: path.join(folder, tag, 'migration.sql') }));
}

function timeOf(tag: string): number {
  const [year = 0, month = 1, ...rest] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(tag)?.slice(1).map(Number) ?? [];
  return Date.UTC(year, month - 1, ...rest);
}
