import path from 'node:path';
import { migrationFolder } from '../migration-folder.ts';
import type { Migrations, Project } from '../tool.ts';

/** Sorted by the numbers that the names begin with, which stand for times; the ledger has the names without endings. */
export async function migrations(project: Project): Promise<Migrations> {
  const { migrations: folder = project.directory } = project.settings;
  const sees = (name: string) =>
    !name.startsWith('.') && /\.([cm]?[jt]s|sql)$/.test(name) && !/\.d\.[cm]?ts$/.test(name);
  const { names, ignored } = await migrationFolder(folder, sees);
  const sorted = [...names].sort(
    (one, other) =>
      timeOf(one) - timeOf(other) || one.localeCompare(other, undefined, { numeric: true }),
  );
  return {
    files: sorted.map((name) => ({ name: nameOf(name), path: path.join(folder, name) })),
    ignored,
  };
}

/** Without its ending, which is `.up.sql` for a way up of its own. */
function nameOf(file: string): string {
  return file.replace(/\.[cm]?[jt]s$|(\.(up|down))?\.sql$/, '');
}

/** Milliseconds: the number in front, or seventeen digits of a time. Source: getNumericPrefix() of its runner. */
export function timeOf(name: string): number {
  const [digits = '0'] = /^\d+/.exec(name) ?? [];
  if (digits.length !== 17) return Number(digits);
  const parts =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(digits)?.slice(1).map(Number) ?? [];
  const [year = 0, month = 1, day, hour, minute, second, milliseconds] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}
