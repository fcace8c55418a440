import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The psql at hand: of `PGMEND_PSQL`, the one that `pg_config` knows, the one on the path; null without any. */
export function findPsql(): string | null {
  const { stdout: folder } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const paths = [process.env.PGMEND_PSQL, join((folder ?? '').trim(), 'psql'), 'psql'];
  return (
    paths.find(
      (path) =>
        path !== undefined && spawnSync(path, ['--version'], { encoding: 'utf8' }).status === 0,
    ) ?? null
  );
}
