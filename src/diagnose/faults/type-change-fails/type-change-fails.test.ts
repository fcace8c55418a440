import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose } from '../../diagnose.ts';
import type { BlockedTypeChange, Fault, TypeChangeFails } from '../../fault.ts';

beforeAll(loadParser);

interface Case {
  readonly name: string;
  readonly setup: string;
  readonly fails: string;
  /** `kind: table.column old → new …`; tied columns in brackets; empty when it is no fault of these kinds. */
  readonly fault: string;
  readonly rest?: string | null;
  readonly conflicts?: number;
}

const place = `CREATE TABLE app_user (id varchar PRIMARY KEY);
  CREATE TABLE place (id serial PRIMARY KEY, created_by varchar REFERENCES app_user, updated_by varchar REFERENCES app_user);`;

const cases: readonly Case[] = [
  {
    name: 'no automatic cast',
    setup: 'CREATE TABLE t (a text)',
    fails: 'ALTER TABLE t ALTER a TYPE bigint',
    fault: 'type-change-fails: t.a text → bigint',
    rest: '',
  },
  {
    name: 'no cast at all',
    setup: 'CREATE TABLE t (a bigint)',
    fails: 'ALTER TABLE t ALTER a TYPE uuid USING a::uuid',
    fault: 'type-change-fails: t.a bigint → uuid',
    rest: '',
  },
  {
    name: 'an identity on a stored column that is no number',
    setup: 'CREATE TABLE t (a uuid PRIMARY KEY); CREATE TABLE u (t uuid REFERENCES t)',
    fails: 'ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY',
    fault: 'type-change-fails: t.a uuid → bigint [u.t uuid → bigint]',
    rest: null,
  },
  {
    name: 'an identity on a column that may be NULL',
    setup: 'CREATE TABLE t (a uuid)',
    fails: 'ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY',
    fault: 'type-change-fails: t.a uuid → bigint',
    rest: null,
    conflicts: 1,
  },
  {
    name: 'a bad value',
    setup: `CREATE TABLE t (a text); INSERT INTO t VALUES ('x')`,
    fails: 'ALTER TABLE t ALTER a TYPE uuid USING a::uuid',
    fault: 'type-change-fails: t.a text → uuid',
    rest: '',
  },
  {
    name: 'every reference of the key',
    setup: place,
    fails: 'ALTER TABLE app_user ALTER COLUMN id TYPE uuid USING id::uuid',
    fault:
      'type-change-fails: app_user.id character varying → uuid [place.created_by character varying → uuid] [place.updated_by character varying → uuid]',
    rest: '',
  },
  {
    name: 'a chain: the key is itself a reference',
    setup: `CREATE TABLE a (id text PRIMARY KEY); CREATE TABLE b (id text PRIMARY KEY REFERENCES a);
      CREATE TABLE c (b text REFERENCES b, up text)`,
    fails: 'ALTER TABLE c ALTER b TYPE int USING b::int',
    fault: 'type-change-fails: c.b text → integer [b.id text → integer] [a.id text → integer]',
    rest: '',
  },
  {
    name: 'a self-reference and one column of a composite key',
    setup: `CREATE TABLE n (r int, id text, up text, PRIMARY KEY (r, id), FOREIGN KEY (r, up) REFERENCES n)`,
    fails: 'ALTER TABLE n ALTER id TYPE int USING id::int',
    fault: 'type-change-fails: n.id text → integer [n.up text → integer]',
    rest: '',
  },
  {
    name: 'what can still be compared stays as it is',
    setup: `CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE p (u int REFERENCES u); CREATE VIEW v AS SELECT u FROM p`,
    fails: 'ALTER TABLE p ALTER u TYPE bigint',
    fault: 'blocked-type-change: p.u integer → bigint',
    rest: '',
  },
  {
    name: 'other actions and other statements are left to be sent',
    setup: 'CREATE TABLE t (a text, b text)',
    fails:
      'ALTER TABLE t ADD COLUMN c int, ALTER a TYPE bigint, ALTER b SET NOT NULL; ALTER TABLE t ALTER b TYPE int; SELECT 1',
    fault: 'type-change-fails: t.a text → bigint; t.b text → integer',
    rest: 'ALTER TABLE t ADD COLUMN c int, ALTER b SET NOT NULL; ; SELECT 1',
  },
  {
    name: 'two asked types that a foreign key could not join',
    setup: 'CREATE TABLE k (id text PRIMARY KEY, r text REFERENCES k)',
    fails: 'ALTER TABLE k ALTER id TYPE uuid USING id::uuid, ALTER r TYPE int USING r::int',
    fault: 'type-change-fails: k.id text → uuid; k.r text → integer',
    conflicts: 2,
  },
  {
    name: 'a subquery in USING',
    setup: 'CREATE TABLE u (id uuid PRIMARY KEY, old int); CREATE TABLE t (a int)',
    fails: 'ALTER TABLE t ALTER a TYPE uuid USING (SELECT u.id FROM u WHERE u.old = t.a)',
    fault: 'type-change-fails: t.a integer → uuid',
    rest: '',
  },
  {
    name: 'a view on a column that is of the type already',
    setup: 'CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT a FROM t',
    fails: 'ALTER TABLE t ALTER a TYPE bigint',
    fault: 'blocked-type-change:',
    rest: '',
  },
  {
    name: 'not ours: another collation',
    setup: 'CREATE TABLE t (a text); CREATE VIEW v AS SELECT a FROM t',
    fails: 'ALTER TABLE t ALTER a TYPE varchar COLLATE "C"',
    fault: '',
  },
];

describe.each(majors)('on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test.each(cases)('$name', async ({ setup, fails, fault, rest, conflicts }) => {
    const { catalog, error } = await probe.try(setup, fails);
    const [found] = diagnose({ statement: fails, error, catalog }).filter(isTypeChange);
    expect(found === undefined ? '' : described(found)).toBe(fault);
    if (rest !== undefined) expect(found?.rest).toBe(rest);
    expect(found?.conflicts ?? []).toHaveLength(conflicts ?? 0);
  });
});

function isTypeChange(fault: Fault): fault is BlockedTypeChange | TypeChangeFails {
  return fault.kind === 'blocked-type-change' || fault.kind === 'type-change-fails';
}

function described({ kind, changes }: BlockedTypeChange | TypeChangeFails): string {
  const text = (one: (typeof changes)[number]) =>
    `${one.table.name}.${one.column} ${one.type} → ${one.newType}`;
  const asked = changes.filter((one) => one.asked).map(text);
  const tied = changes.filter((one) => !one.asked).map((one) => ` [${text(one)}]`);
  return `${kind}: ${asked.join('; ')}${tied.join('')}`.trim();
}
