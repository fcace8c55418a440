import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a case promises. Its folder holds `before.sql`, the database, and `fails.sql`, the migration. */
export interface Case {
  /** `<kind of fault>/<name>`. */
  readonly name: string;
  /** What is special about it, one sentence. */
  readonly about: string;
  /** SQLSTATE with which `fails.sql` stops without pgmend. */
  readonly plain: string;
  /** The same before PostgreSQL 15, where that is another one. */
  readonly plainBefore15: string;
  /** The oldest version that it is for: before it, `about` does not hold. */
  readonly since: number;
  /** Options of `pgmend run`, besides `--yes`. */
  readonly flags: readonly string[];
  /** 0: it goes through · 3: a decision is needed · `failed`: the migration keeps its own error. */
  readonly exit: 0 | 3 | 'failed';
  /** SQLSTATE with which it stops under pgmend; without pgmend's own reason the one of `plain`. */
  readonly stopped: string;
  /** What pgmend's words for people have to contain. */
  readonly says: readonly string[];
  /** Query → its rows after the migration went through. */
  readonly rows: Readonly<Record<string, readonly (readonly unknown[])[]>>;
  /** Identities of the fingerprint that differ after the migration from those before. */
  readonly changes: readonly string[];
  /**
   * How far `undo` leads back: `all` (schema and every value), `later-rows` (all, beside what the migration made
   * itself), `data-lost` (the schema; values were discarded by name), `nothing` (pgmend changed nothing stored).
   */
  readonly undo: 'all' | 'later-rows' | 'data-lost' | 'nothing';
  readonly before: string;
  /** Path of `fails.sql`. */
  readonly fails: string;
}

const root = import.meta.dirname;

/** Every case below this folder, in order of their names. */
export function readCases(): readonly Case[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('/expect.json'))
    .sort()
    .map((path) => readCase(path.slice(0, -'/expect.json'.length)));
}

function readCase(name: string): Case {
  const folder = join(root, ...name.split('/'));
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const expected = JSON.parse(text('expect.json')) as Partial<Case>;
  return {
    name,
    about: expected.about ?? '',
    plain: expected.plain ?? '',
    since: expected.since ?? 0,
    plainBefore15: expected.plainBefore15 ?? expected.plain ?? '',
    flags: expected.flags ?? [],
    exit: expected.exit ?? 0,
    stopped: expected.stopped ?? expected.plain ?? '',
    says: expected.says ?? [],
    rows: expected.rows ?? {},
    changes: expected.changes ?? [],
    undo: expected.undo ?? 'all',
    before: text('before.sql'),
    fails: join(folder, 'fails.sql'),
  };
}

/** SQLSTATE with which a case stops without pgmend on a version. */
export function plainOn(major: number, one: Case): string {
  return major < 15 ? one.plainBefore15 : one.plain;
}
