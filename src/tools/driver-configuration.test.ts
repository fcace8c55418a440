import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { targetOfDriver } from './driver-configuration.ts';

describe('what a URL says about TLS', () => {
  let folder: string;
  let ca: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pgmend-driver-'));
    ca = join(folder, 'ca.pem');
    writeFileSync(ca, 'the authority');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const tlsOf = (parameters: string) =>
    targetOfDriver({ connectionString: `postgres://app:secret@db/shop${parameters}` }, {}, 'URL')
      .tls;

  test.each([
    ['', null],
    ['?sslmode=disable', null],
    ['?sslmode=verify-full', { mode: 'verify-full' }],
    ['?sslmode=require', { mode: 'verify-full' }],
    ['?sslmode=no-verify', { mode: 'require' }],
    ['?sslmode=verify-full&sslrootcert=CA', { mode: 'verify-full', ca: 'the authority' }],
    ['?sslrootcert=CA&sslmode=require', { mode: 'verify-full', ca: 'the authority' }],
    ['?sslrootcert=CA', { mode: 'verify-full', ca: 'the authority' }],
  ])('%s', (parameters, expected) => {
    expect(tlsOf(parameters.replace('CA', ca))).toEqual(expected);
  });

  test('a file that is not there is named, and no password', () => {
    expect(() => tlsOf(`?sslmode=verify-full&sslrootcert=${ca}.gone`)).toThrow(
      `URL names the file ${ca}.gone, which cannot be read (ENOENT).`,
    );
  });
});

test('what is set for the session comes from the URL or from beside it', () => {
  const options = '-c role=owner';
  const url = `postgres://db/shop?options=${encodeURIComponent(options)}`;
  expect(targetOfDriver({ connectionString: url }, {}, 'URL').options).toBe(options);
  expect(targetOfDriver({ host: 'db', options }, {}, 'knexfile.js').options).toBe(options);
});

test('a port that is none is said, and where it stands', () => {
  expect(() => targetOfDriver({ host: 'db', port: '54x2' }, {}, 'knexfile.js')).toThrow(
    'The port of knexfile.js is "54x2", which is no port.',
  );
  expect(() => targetOfDriver({ host: 'db' }, { PGPORT: 'x' }, 'knexfile.js')).toThrow(
    'PGPORT is "x", which is no port.',
  );
});
