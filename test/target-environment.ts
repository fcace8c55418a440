import type { Target } from '../src/postgres/target.ts';

/** What a child process needs to find a test's database by PG*, and nothing of the surroundings that says otherwise. */
export function targetEnvironment({ host, port, user, database }: Target): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    NO_COLOR: '1',
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
  };
}
