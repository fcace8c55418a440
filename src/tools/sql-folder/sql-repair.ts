import path from 'node:path';
import { quoteLiteral } from '../../postgres/quote.ts';
import { commentsOf } from '../migration-text.ts';
import type { NewMigration, RepairMigration } from '../tool.ts';
import { foldersOf, sqlFiles } from './sql-files.ts';
import type { SqlFolder, SqlRepair } from './sql-folder.ts';
import { versionBefore } from './version-before.ts';

type Project = Parameters<typeof foldersOf>[0];

/**
 * A repair as a file of the folder, or several, with a version just before that of the one that needs it.
 *
 * @throws PgmendError `no-such-migration`, `no-room-for-migration`
 */
export async function writeSqlMigration(
  own: SqlFolder,
  write: NonNullable<SqlFolder['write']>,
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const folders = foldersOf(project);
  const { files } = await sqlFiles(own, folders);
  const version = versionBefore(own, files, repair.before, new Date());
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  const folder = neighbour === undefined ? (folders[0] ?? '') : path.dirname(neighbour.path);
  const width = /^\d+/.exec(neighbour?.name ?? '')?.[0].length ?? 0;
  const [first, ...others] = write(wordsOf(repair), {
    version,
    digits: `${version[0] ?? 0}`.padStart(width, '0'),
    slug: repair.slug.replaceAll('-', '_'),
  }).map(({ name, text }) => ({ name, path: path.join(folder, name), text }));
  if (first === undefined) throw new TypeError(`${own.name} writes no file`);
  return others.length === 0 ? first : { ...first, besides: others };
}

function wordsOf({ up, down, why, about, run }: RepairMigration): SqlRepair {
  const ended = (sql: string) => `${sql.trim().replace(/;$/, '')};`;
  const refusal = quoteLiteral(`${why}. Take it back with: pgmend undo ${run}`);
  return {
    about: [
      ...commentsOf(about, '--'),
      '-- One statement: it is done whole, or not at all. Done already, it changes nothing.',
    ].join('\n'),
    up: ended(up),
    down:
      down === null
        ? `DO $pgmend$BEGIN RAISE EXCEPTION USING MESSAGE = ${refusal}; END$pgmend$;`
        : ended(down),
    noWayDown: `-- This tool has no way down. Take it back with: pgmend undo ${run}`,
  };
}
