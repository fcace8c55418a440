import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../src/postgres/target.ts';
import { findPsql } from '../servers/find-psql.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { bookingDatabase, refused, stateOf } from './booking-database.ts';
import { runCli, urlOf } from './run-cli.ts';

const file = join(mkdtempSync(join(tmpdir(), 'pgmend-')), 'services');
const psql = findPsql();

describe('the service that PGSERVICE names', () => {
  let server: DatabaseServer;
  let target: Target;
  const service = { PGSERVICE: 'shop', PGSERVICEFILE: file };

  beforeAll(async () => {
    server = await sharedServer(majors.at(-1) ?? 18);
    target = await bookingDatabase(server);
    const { host, port, user, database, password } = target;
    writeFileSync(
      file,
      [
        ...['# of the tests', '[other]', 'host=nowhere', '', '[shop]', `host=${host}`],
        ...[`port=${port}`, `dbname=${database}`, 'dbname=twice', `user=${user}`],
        ...[`password=${password ?? ''}`, 'keepalives=1', '[shop2]', 'port=1'],
      ].join('\n'),
    );
  });

  afterAll(async () => {
    await server.dropDatabase(target);
  });

  it('says which database is meant, whatever else libpq is told', async () => {
    const { code, stdout, stderr } = await runCli(['doctor', '--json'], {
      env: { ...service, PGHOST: 'nowhere', PGPORT: '1' },
    });
    expect(code, stderr).toBe(1);
    expect(JSON.parse(stdout).database).toBe(target.database);
  });

  it('that is not there is said to be missing', async () => {
    const { code, stderr } = await runCli(['doctor'], { env: { ...service, PGSERVICE: 'sho' } });
    expect(code).toBe(2);
    expect(stderr).toContain(`PGSERVICE is sho, and there is no such service in ${file}`);
  });

  it('that is not there is in nobody’s way who says the database otherwise', async () => {
    const env = { ...service, PGSERVICE: 'sho' };
    const { code, stderr } = await runCli(['doctor', '--url', urlOf(target)], { env });
    expect(code, stderr).toBe(1);
  });

  it.skipIf(psql === null)(
    `leads no command past the relay${psql === null ? ' (no psql here)' : ''}`,
    async () => {
      const run = ['run', '--url', urlOf(target), '--yes', '--', psql ?? 'psql', '-X'];
      const { code, stderr } = await runCli([...run, '-c', refused], { env: service });
      expect(code, stderr).toBe(0);
      expect(await stateOf(target)).toBe('integer with key');
    },
  );
});
