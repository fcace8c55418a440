import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEnvFile } from '../../src/cli/env-file.ts';
import { resolveTarget, type ToolConfiguration } from '../../src/cli/resolve-target.ts';
import { PgmendError } from '../../src/postgres/pgmend-error.ts';
import type { Target } from '../../src/postgres/target.ts';

const own: Target = {
  host: 'localhost',
  port: 5432,
  user: 'app',
  database: 'shop_development',
  password: null,
  tls: null,
  source: 'config/config.cjs (development)',
};

function configuration(commanded: boolean, targets: readonly Target[] = [own]): ToolConfiguration {
  return { tool: 'sequelize-cli', commanded, connections: async () => targets };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the database is', () => {
  const databaseUrl = { DATABASE_URL: 'postgres://u@url/d' };
  const pg = { PGHOST: 'pg', PGDATABASE: 'd' };

  it('what --url says, before anything else', async () => {
    const { target } = await resolveTarget(
      'postgres://x@flag/d',
      { ...databaseUrl, ...pg },
      configuration(true),
    );
    expect(target).toMatchObject({ host: 'flag', source: '--url' });
  });

  it('what DATABASE_URL says, before PG* and a configuration', async () => {
    const { target } = await resolveTarget(
      undefined,
      { ...databaseUrl, ...pg },
      configuration(false),
    );
    expect(target).toMatchObject({ host: 'url', source: 'DATABASE_URL' });
  });

  it('what PG* say, before a configuration', async () => {
    const { target } = await resolveTarget(undefined, pg, configuration(false));
    expect(target).toMatchObject({ host: 'pg', database: 'd', source: 'PGHOST, PGDATABASE' });
  });

  it('none where PGPORT is no port, which is said', async () => {
    for (const port of ['abc', '0', '65536', '5432,5433']) {
      const asked = resolveTarget(undefined, { ...pg, PGPORT: port }, configuration(false));
      await expect(asked).rejects.toMatchObject({ code: 'bad-port', exitCode: 2 });
    }
  });

  it("what the tool's own configuration says, where nothing else does", async () => {
    const { target } = await resolveTarget(undefined, {}, configuration(false));
    expect(target).toMatchObject({ source: 'config/config.cjs (development)' });
  });

  it("what the commanded tool's own configuration says, and the difference is said", async () => {
    const { target, warnings } = await resolveTarget(undefined, databaseUrl, configuration(true));
    expect(target.database).toBe('shop_development');
    expect(warnings).toEqual([
      'DATABASE_URL names database d on url:5432 as u, but sequelize-cli connects as config/config.cjs (development) says: database shop_development on localhost:5432 as app. That one is used; --url names another.',
    ]);
  });

  it('said without a warning where both lead to the same', async () => {
    const { warnings } = await resolveTarget(
      undefined,
      { DATABASE_URL: 'postgres://other@127.0.0.1/shop_development' },
      configuration(true),
    );
    expect(warnings).toEqual([]);
  });

  it('what the environment says, where the commanded tool names none', async () => {
    const { target } = await resolveTarget(undefined, pg, configuration(true, []));
    expect(target.host).toBe('pg');
  });

  it('what the environment says, with a warning, where the commanded tool cannot be read', async () => {
    const unread = {
      ...configuration(true),
      connections: async () => {
        throw new PgmendError(
          'config-unreadable',
          'knexfile.ts cannot be loaded: x.',
          'Correct it.',
        );
      },
    };
    const { target, warnings } = await resolveTarget(undefined, pg, unread);
    expect(target.host).toBe('pg');
    expect(warnings).toEqual([expect.stringContaining('knexfile.ts cannot be loaded: x.')]);
    await expect(resolveTarget(undefined, {}, unread)).rejects.toMatchObject({
      code: 'config-unreadable',
    });
  });

  it('asked for, where nothing names one', async () => {
    await expect(resolveTarget(undefined, {}, null)).rejects.toMatchObject({
      code: 'no-connection',
      exitCode: 2,
    });
    await expect(resolveTarget(undefined, {}, configuration(false, []))).rejects.toMatchObject({
      code: 'no-connection',
    });
  });

  it('filled from PG* where a URL leaves something open', async () => {
    const { target } = await resolveTarget(
      'postgres://h/d',
      { PGUSER: 'role', PGPASSWORD: 'pw', PGSSLMODE: 'require' },
      null,
    );
    expect(target).toMatchObject({ user: 'role', password: 'pw', tls: { mode: 'require' } });
  });

  it('verified by name where PGHOSTADDR says the address', async () => {
    const { target } = await resolveTarget(
      undefined,
      { PGHOST: 'db.example', PGHOSTADDR: '10.0.0.7', PGUSER: 'u', PGSSLMODE: 'verify-full' },
      null,
    );
    expect(target).toMatchObject({ host: '10.0.0.7', tls: { servername: 'db.example' } });
  });
});

describe('a URL in the command', () => {
  const of = (command: readonly string[], env = {}) =>
    resolveTarget(undefined, env, null, { command, envFile: {} });

  it.each([
    [['psql', 'postgres://u@word/d', '-f', 'm.sql'], 'word'],
    [['migrate', '-database=postgresql://u@word:6000/d?sslmode=disable', 'up'], 'word'],
    [['migrate', '-database', 'pgx5://u@word/d', 'up'], 'word'],
    [['tool', '--url', 'postgresql+psycopg://u@word/d'], 'word'],
  ])('%s', async (command, host) => {
    const { target, warnings } = await of(command, { DATABASE_URL: 'postgres://u@other/d' });
    expect(target).toMatchObject({ host, database: 'd', source: 'the command' });
    expect(warnings.join()).toContain('DATABASE_URL');
  });

  it('counts for nothing where there are URLs of two databases', async () => {
    const command = ['compare', 'postgres://u@one/d', 'postgres://u@two/d'];
    await expect(of(command)).rejects.toMatchObject({ code: 'no-connection' });
  });
});

describe('.env', () => {
  const folderWith = (files: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(join(tmpdir(), 'pgmend-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  const of = (files: Readonly<Record<string, string>>, env = {}) =>
    resolveTarget(undefined, env, null, { command: [], envFile: readEnvFile(folderWith(files)) });
  const file = 'DATABASE_URL="postgres://u@file/d"\n';

  it('is what is left, when nothing else names a database', async () => {
    const { target } = await of({ '.env': file, '.env.example': 'DATABASE_URL=postgres://u@x/y' });
    expect(target).toMatchObject({ host: 'file', source: 'DATABASE_URL in .env' });
    const set = await of({ '.env': file }, { PGHOST: 'set', PGDATABASE: 'd' });
    expect(set.target.host).toBe('set');
    const goose = await of({ '.env': 'GOOSE_DRIVER=postgres\nGOOSE_DBSTRING=postgres://u@file/d' });
    expect(goose.target).toMatchObject({ host: 'file', source: 'GOOSE_DBSTRING in .env' });
  });

  it('is not used where a file beside it names another database', async () => {
    const files = { '.env': file, '.env.local': 'DATABASE_URL=postgres://u@local/d' };
    await expect(of(files)).rejects.toMatchObject({ code: 'no-connection' });
    await expect(of({ '.env.local': file })).rejects.toMatchObject({ code: 'no-connection' });
  });
});

describe.skipIf(process.platform === 'win32')('a password', () => {
  it('comes from the password file where nothing else has it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pgmend-')), 'pgpass');
    writeFileSync(file, 'h:5432:d:u:stored\n');
    chmodSync(file, 0o600);
    vi.stubEnv('PGPASSFILE', file);
    vi.stubEnv('PGPASSWORD', undefined);
    const stored = await resolveTarget('postgres://u@h/d', {}, null);
    expect(stored.target.password).toBe('stored');
    const given = await resolveTarget('postgres://u:given@h/d', {}, null);
    expect(given.target.password).toBe('given');
  });
});
