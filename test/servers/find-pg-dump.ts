import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface PgDump {
  readonly path: string;
  readonly major: number;
}

/**
 * The pg_dump at hand, the newest of `PGMEND_PG_DUMP`, the one that `pg_config` knows and the one on the path; null
 * without any. It dumps servers of its own version and older ones.
 */
export function findPgDump(): PgDump | null {
  const { stdout: folder } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const paths = [process.env.PGMEND_PG_DUMP, join((folder ?? '').trim(), 'pg_dump'), 'pg_dump'];
  const found = paths.flatMap((path) => {
    if (path === undefined) return [];
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const major = Number(/\) (\d+)/.exec(stdout ?? '')?.[1]);
    return Number.isNaN(major) ? [] : [{ path, major }];
  });
  return found.sort((a, b) => b.major - a.major)[0] ?? null;
}
