import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { targetFromUrl } from '../../src/cli/target-from-url.ts';
import { PgmendError } from '../../src/postgres/pgmend-error.ts';
import { describeTarget, sameDatabase } from '../../src/postgres/target.ts';

const fallbacks = { user: 'me', password: null, tls: {} };
const read = (url: string) => targetFromUrl(url, 'DATABASE_URL', fallbacks);

describe('a connection URL', () => {
  it.each([
    ['postgres://app:pw@db.example:6543/shop', 'app', 'pw', 'db.example', 6543, 'shop'],
    ['postgresql://app@db.example/shop', 'app', null, 'db.example', 5432, 'shop'],
    ['postgres://a%40b:p%2Fw%3A%23@h/sh%2Fop', 'a@b', 'p/w:#', 'h', 5432, 'sh/op'],
    ['postgres://h/na%23me%20x', 'me', null, 'h', 5432, 'na#me x'],
    ['postgres://app@[::1]:5433/shop', 'app', null, '::1', 5433, 'shop'],
    ['postgres:///shop?host=/run/postgresql', 'me', null, '/run/postgresql', 5432, 'shop'],
    ['postgres://app@%2Frun%2Fpostgresql/shop', 'app', null, '/run/postgresql', 5432, 'shop'],
    ['postgres://app@h', 'app', null, 'h', 5432, 'app'],
    ['postgres:///', 'me', null, 'localhost', 5432, 'me'],
    ['postgres://h/données', 'me', null, 'h', 5432, 'données'],
  ])('%s', (url, user, password, host, port, database) => {
    const target = read(url);
    expect(target).toMatchObject({ user, password, host, port, database });
    expect(target.source).toBe('DATABASE_URL');
  });

  it.each([
    ['', 'prefer'],
    ['?sslmode=disable', undefined],
    ['?sslmode=allow', 'prefer'],
    ['?sslmode=prefer', 'prefer'],
    ['?sslmode=require', 'require'],
    ['?sslmode=no-verify', 'require'],
    ['?sslmode=verify-ca', 'verify-ca'],
    ['?sslmode=verify-full', 'verify-full'],
    ['?ssl=true', 'require'],
    ['?ssl=0', undefined],
    ['?sslmode=require&sslrootcert=system', 'verify-full'],
    ['?application_name=x&sslmode=verify-full&connect_timeout=3', 'verify-full'],
  ])('with %s encrypts as libpq would', (query, mode) => {
    expect(read(`postgres://h/d${query}`).tls?.mode).toBe(mode);
  });

  it('hands over what it sets for the session', () => {
    expect(read('postgres://h/d?options=-c%20role%3Downer').options).toBe('-c role=owner');
    expect(read('postgres://h/d?options=').options).toBeUndefined();
  });

  it('never encrypts on a Unix socket', () => {
    expect(read('postgres:///d?host=/tmp&sslmode=require').tls).toBeNull();
  });

  it('reads the files of its certificates', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pgmend-')), 'ca.pem');
    writeFileSync(file, 'PEM');
    expect(read(`postgres://h/d?sslmode=verify-full&sslrootcert=${file}`).tls).toEqual({
      mode: 'verify-full',
      ca: 'PEM',
    });
  });

  it.each([
    ['mysql://app:secret@h/d', 'bad-url'],
    ['postgres://app:secret@one,two/d', 'bad-url'],
    ['postgres://app:secret@h:99999/d', 'bad-url'],
    ['postgres://app:secret@h:port/d', 'bad-url'],
    ['postgres://app:p@ss/secret@h/d', 'bad-url'],
    ['postgres://app:12#secret@h/d', 'bad-url'],
    ['postgres://app:secret@/?service=shop', 'bad-url'],
    ['postgres://app:secret@h/d?sslmode=sometimes', 'unknown-sslmode'],
    ['postgres://app:secret@h/d?sslrootcert=/nowhere/ca.pem', 'unreadable-file'],
  ])('%s is refused without showing the password', (url, code) => {
    const error = refusalOf(url);
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    expect(`${error.message} ${error.next}`).not.toContain('secret');
  });
});

describe('a target in words', () => {
  it('names database, server and role, never the password', () => {
    const words = describeTarget(read('postgres://app:secret@[::1]:5433/shop'));
    expect(words).toBe('database shop on [::1]:5433 as app');
    expect(describeTarget(read('postgres:///d?host=/tmp'))).toBe(
      'database d on /tmp/.s.PGSQL.5432 as me',
    );
  });

  it('is the same database under any loopback name and any role', () => {
    const one = read('postgres://a@localhost/d');
    expect(sameDatabase(one, read('postgres://b@127.0.0.1:5432/d'))).toBe(true);
    expect(sameDatabase(one, read('postgres://a@localhost:5433/d'))).toBe(false);
    expect(sameDatabase(one, read('postgres://a@localhost/e'))).toBe(false);
    expect(sameDatabase(one, read('postgres://a@db/d'))).toBe(false);
  });
});

function refusalOf(url: string): PgmendError {
  try {
    read(url);
  } catch (error) {
    if (error instanceof PgmendError) return error;
    throw error;
  }
  throw new Error(`${url} was accepted`);
}
