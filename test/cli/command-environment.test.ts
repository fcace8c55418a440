import { describe, expect, it } from 'vitest';
import { commandEnvironment } from '../../src/cli/command-environment.ts';

const target = {
  host: 'db.example',
  port: 5433,
  user: 'app user',
  database: 'shop',
  password: 'p/w',
  tls: { mode: 'require' },
  source: 'a test',
} as const;

describe('the environment of a command, its database named with --url', () => {
  const of = (before: Record<string, string>, tls: typeof target.tls | null = target.tls) =>
    commandEnvironment(before, { ...target, tls }, true).DATABASE_URL;

  it('has that database, whatever was set before', () => {
    expect(of({})).toBe('postgresql://app%20user:p%2Fw@db.example:5433/shop');
    expect(of({ DATABASE_URL: 'postgres://x@y/z', PGUSER: 'x' })).toBe(
      'postgres://app%20user:p%2Fw@db.example:5433/shop',
    );
  });

  it('keeps the driver that the program needs', () => {
    expect(of({ DATABASE_URL: 'postgresql+asyncpg://x@y/z' }, null)).toBe(
      'postgresql+asyncpg://app%20user:p%2Fw@db.example:5433/shop',
    );
  });

  it("says that there is no TLS, which Go's lib/pq would ask for", () => {
    expect(of({}, null)).toBe('postgresql://app%20user:p%2Fw@db.example:5433/shop?sslmode=disable');
  });
});

describe('the environment of a command, its database named by something else', () => {
  it('is filled in, and what is set stays', () => {
    expect(commandEnvironment({ PGUSER: 'x', PGDATABASE: '' }, target, false)).toEqual({
      PGUSER: 'x',
      PGDATABASE: 'shop',
      PGPASSWORD: 'p/w',
    });
  });
});
