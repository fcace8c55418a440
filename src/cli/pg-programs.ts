import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target } from '../postgres/target.ts';
import type { Environment } from './target-from-environment.ts';

/** pg_dump and pg_restore of one version. */
export interface PgPrograms {
  readonly dump: string;
  readonly restore: string;
  readonly major: number;
}

/**
 * The programs that fit a server: of its own version, else of the next newer one, since pg_dump refuses newer servers.
 * Looked for in PGMEND_PG_BINDIR, where pg_config says, on the path, and where distributions put them.
 *
 * @throws PgmendError `no-pg-dump` with how to get it
 */
export function findPgPrograms(serverVersion: number, env: Environment): PgPrograms {
  const major = Math.floor(serverVersion / 10_000);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const found = folders(env)
    .flatMap((folder): PgPrograms[] => {
      const dump = folder === '' ? 'pg_dump' : path.join(folder, `pg_dump${suffix}`);
      const restore = folder === '' ? 'pg_restore' : path.join(folder, `pg_restore${suffix}`);
      const versions = [dump, restore].map(majorOf);
      const [one, other] = versions;
      return one === undefined || one === null || one !== other
        ? []
        : [{ dump, restore, major: one }];
    })
    .filter((one) => one.major >= major)
    .sort((one, other) => one.major - other.major);
  const [best] = found;
  if (best !== undefined) return best;
  throw new PgmendError(
    'no-pg-dump',
    `There is no pg_dump and pg_restore of version ${major} or newer here, so no backup can be made.`,
    `Install them (Debian, Ubuntu: apt install postgresql-client-${major}; macOS: brew install postgresql@${major}; Windows: the installer of postgresql.org, "Command Line Tools"), or name their folder in PGMEND_PG_BINDIR. Without a backup: --no-backup`,
  );
}

function folders(env: Environment): string[] {
  const named = env.PGMEND_PG_BINDIR;
  if (named !== undefined && named !== '') return [named];
  const { stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const bases = [
    '/usr/lib/postgresql',
    '/opt/homebrew/opt',
    '/usr/local/opt',
    'C:\\Program Files\\PostgreSQL',
  ];
  const below = bases.flatMap((base) =>
    existsSync(base)
      ? readdirSync(base)
          .filter((name) => /^(\d+|libpq|postgresql.*)$/.test(name))
          .map((name) => path.join(base, name, 'bin'))
      : [],
  );
  return [(stdout ?? '').trim(), '', ...below];
}

function majorOf(program: string): number | null {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const major = /\) (\d+)/.exec(stdout ?? '')?.[1];
  return major === undefined ? null : Number(major);
}

/** What libpq's programs need to reach a target; nothing of it stands in a command line. */
export function libpqEnvironment(
  target: Target,
  env: Environment,
  certificateFile: string | null,
): Record<string, string | undefined> {
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^PG(?!MEND_)/.test(name)),
  );
  return {
    ...own,
    PGHOST: target.host,
    PGPORT: String(target.port),
    PGUSER: target.user,
    PGDATABASE: target.database,
    PGSSLMODE: target.tls?.mode ?? 'disable',
    ...(certificateFile === null ? {} : { PGSSLROOTCERT: certificateFile }),
    ...(target.password === null ? {} : { PGPASSWORD: target.password }),
  };
}
