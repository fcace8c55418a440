import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { masked, maskedPlan } from '../../src/report/mask.ts';
import { type Palette, plain } from '../../src/report/palette.ts';
import { reportDecisions } from '../../src/report/report-decisions.ts';
import { reportDiagnosis } from '../../src/report/report-diagnosis.ts';
import { reportFault } from '../../src/report/report-fault.ts';
import { keptCsv, reportKept } from '../../src/report/report-kept.ts';
import { reportLog } from '../../src/report/report-log.ts';
import { reportPlan } from '../../src/report/report-plan.ts';
import { reportProof } from '../../src/report/report-proof.ts';
import { reportSql } from '../../src/report/report-sql.ts';
import { type RunSummary, reportSummary } from '../../src/report/report-summary.ts';
import type { Proof } from '../../src/verify/proof.ts';
import { bookingPlan, heldStatement } from './plan-fixture.ts';

const brief = { palette: plain, showSamples: true, verbose: false };

const proof: Proof = {
  passed: true,
  fingerprintBefore: 'aaa',
  fingerprintAfter: 'bbb',
  planned: [
    { identity: 'column public.sessions.userId', before: 'type uuid', after: 'type integer' },
  ],
  unplanned: [],
  elsewhere: [],
  tables: [
    {
      table: { schema: 'public', name: 'sessions' },
      rowsBefore: 1200,
      rowsAfter: 1200,
      expectedChecksum: 'c1',
      foundChecksum: 'c1',
    },
  ],
};

const quiet: RunSummary = {
  run: '20260102-030405-abcd',
  command: 'npx sequelize-cli db:migrate',
  commandExitCode: 0,
  connections: 2,
  held: [],
  mended: [],
  notes: [],
  declined: 0,
  shownOnly: 0,
  decisions: [],
  notMended: [],
  refused: [],
  notLaid: [],
  journalAtRisk: null,
  declarations: [],
};

const decision = {
  fault: 'sessions.userId',
  question: '2 rows match nothing, and the column is NOT NULL.',
  options: [
    { flag: '--unmatched set-aside', effect: 'move those rows to kept_rows' },
    { flag: '--map sessions.userId=users.legacy id', effect: 'say where they are' },
  ],
};

describe('the plan', () => {
  it('says what is wrong, why, what would be done, what it costs and the way back', () => {
    expect(
      `\n${reportPlan(bookingPlan(), { ...brief, held: heldStatement(true) })}\n`,
    ).toMatchInlineSnapshot(`
      "
      Held: this statement failed, and the migration does not know it yet.
          ALTER TABLE "sessions" ADD FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
        ERROR 42804  foreign key constraint "sessions_userId_fkey" cannot be implemented
        Key columns "userId" and "id" are of incompatible types: uuid and integer.
        It is inside a transaction: what the transaction has locked stays locked until you answer.

      sessions."userId" (uuid) cannot reference users.id (integer)
        PostgreSQL has no operator that compares uuid with integer, so it could not check the reference.
        referencing  sessions."userId"  uuid
        referenced   users.id           integer  NOT NULL
        Values: sessions."userId", 1,200 rows: 1,197 match, 2 match nothing and 1 is NULL.
          Becomes integer: through users_backup.id, joined by email without regard to case.
          7b0c91e4-31f5-4f4e-9f5e-0d7f4a1f0001  → 17
          a1b2c3d4-0000-4000-8000-000000000002  matches nothing
        Remedy: change sessions."userId" to integer [retype-referencing]
          4 other foreign keys reference users.id as integer.
        Other ways:
          --choose incompatible-types=retype-referenced  change users.id to uuid: it would rewrite 5 tables.

      Steps, in one transaction:
        1. lock sessions and users
           locks sessions (ACCESS EXCLUSIVE)
           locks users (SHARE)
        2. change sessions."userId" from uuid to integer

      What it costs:
        blocks-reads   sessions cannot be read meanwhile.
        table-rewrite  sessions is rewritten (1,200 rows).
        keeps-values   2 values of sessions."userId" are kept aside.

      Values that match nothing:
        sessions."userId": 2 values become NULL; the original ones are kept in pgmend.kept_values (see them with \`pgmend kept\`).
      Way back: \`pgmend undo\` brings back the types and every value.

      Also found, and left alone unless you add --all:
        food_scan_history."userId" is uuid and holds keys of users (1,200 rows: 1,199 match and 1 is NULL)
      "
    `);
  });

  it('masks the samples where nobody but a log reads', () => {
    const text = reportPlan(bookingPlan(), { ...brief, showSamples: false });
    expect(text).toContain('7b******-****-****-****-************  → **');
    expect(text).not.toContain('7b0c91e4');
  });

  it('shows the SQL of each step with --verbose', () => {
    const text = reportPlan(bookingPlan(), { ...brief, verbose: true });
    expect(text).toContain('LOCK TABLE "public"."sessions" IN ACCESS EXCLUSIVE MODE;');
  });

  it('shows what it leaves open, with the flags ready to paste', () => {
    const open: Plan = { ...bookingPlan(), steps: [], decisions: [decision] };
    const text = reportPlan(open, brief);
    expect(text).toContain(
      [
        'To decide: 2 rows match nothing, and the column is NOT NULL.',
        '  --unmatched set-aside                    move those rows to kept_rows',
        "  --map 'sessions.userId=users.legacy id'  say where they are",
      ].join('\n'),
    );
    expect(text).not.toContain('Way back');
  });

  it('lets no name or value write on the terminal', () => {
    const plan = JSON.parse(
      JSON.stringify(bookingPlan()).replaceAll('sessions', 'se\\u001b[2Jions'),
    ) as Plan;
    expect(reportPlan(plan, { ...brief, verbose: true })).not.toContain('\u001b');
  });

  it('is emphasised by the palette alone', () => {
    const tagged: Palette = { ...plain, bold: (text) => `<b>${text}</b>` };
    expect(reportPlan(bookingPlan(), { ...brief, palette: tagged })).toContain(
      '<b>What it costs:</b>',
    );
  });
});

describe('the SQL', () => {
  it('is the statements of the plan, in their order, within one transaction', () => {
    expect(reportSql(bookingPlan())).toMatchInlineSnapshot(`
      "-- pgmend: what would be done in database shop
      -- sessions."userId" (uuid) cannot reference users.id (integer)
      -- food_scan_history."userId" (uuid) cannot reference users.id (integer)

      BEGIN;
      SET LOCAL search_path = pg_catalog;
      SET LOCAL row_security = off;

      -- 1. lock sessions and users
      --    locks sessions (ACCESS EXCLUSIVE)
      --    locks users (SHARE)
      --    blocks-reads: sessions cannot be read meanwhile.
      LOCK TABLE "public"."sessions" IN ACCESS EXCLUSIVE MODE;

      -- 2. change sessions."userId" from uuid to integer
      --    table-rewrite: sessions is rewritten (1,200 rows).
      --    keeps-values: 2 values of sessions."userId" are kept aside.
      ALTER TABLE "public"."sessions" ALTER COLUMN "userId" TYPE integer USING f("userId");

      COMMIT;
      "
    `);
  });

  it('is not ended by a line break in a name', () => {
    const plan = JSON.parse(
      JSON.stringify(bookingPlan()).replaceAll('lock sessions', 'lock a\\nDROP TABLE users'),
    ) as Plan;
    expect(reportSql(plan)).toContain('-- 1. lock a DROP TABLE users and users');
  });
});

describe('masked values', () => {
  it.each([
    ['ann@example.org', 'an*@*******.***'],
    ['17', '**'],
    ['1234', '****'],
    ['Zoë Krämer', 'Zo* ******'],
    ['', ''],
    ['NULL, 1234', 'NULL, ****'],
    ['abcde, NULL, x', 'ab***, NULL, *'],
    ['NULLIFY', 'NU*****'],
  ])('%s → %s', (value, expected) => {
    expect(masked(value)).toBe(expected);
  });

  it('are masked in the whole plan, which else stays what it is', () => {
    const plan = maskedPlan(bookingPlan());
    expect(JSON.stringify(plan)).not.toContain('7b0c91e4');
    expect(plan.steps).toEqual(bookingPlan().steps);
  });
});

describe('a fault', () => {
  it('whose object is another one shows the difference', () => {
    const text = reportFault(
      {
        kind: 'already-exists',
        id: 'sessions_userId_fkey',
        constraint: 'sessions_userId_fkey',
        referencing: null,
        referenced: null,
        declaredBy: 'statement',
        objectKind: 'constraint',
        object: { schema: 'public', name: 'sessions_userId_fkey' },
        declared: ['FOREIGN KEY ("userId") REFERENCES users(id)', 'ON DELETE SET NULL'],
        found: ['FOREIGN KEY ("userId") REFERENCES users(id)', 'ON DELETE CASCADE'],
        identical: false,
        commandTag: 'ALTER TABLE',
      },
      plain,
    );
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      constraint "sessions_userId_fkey" is there already, and it is another one
        - declared  ON DELETE SET NULL
        + found     ON DELETE CASCADE
      "
    `);
  });
});

describe('the proof', () => {
  it('takes two lines', () => {
    expect(`\n${reportProof(proof, plain, false)}\n`).toMatchInlineSnapshot(`
      "
      Schema proved: 1 planned difference, no other.
      Data   proved: 1 table, 1,200 rows, each value what it had to become.
      "
    `);
  });

  it('is shown in full with --verbose', () => {
    expect(`\n${reportProof(proof, plain, true)}\n`).toMatchInlineSnapshot(`
      "
      Schema proved: 1 planned difference, no other.
      Data   proved: 1 table, 1,200 rows, each value what it had to become.
      Planned:
        column public.sessions.userId
          - type uuid
          + type integer
        sessions: 1,200 rows before, 1,200 after; checksum expected c1, found c1
        fingerprint aaa → bbb
      "
    `);
  });

  it('that failed names what was not planned and which table is wrong', () => {
    const failed: Proof = {
      ...proof,
      passed: false,
      unplanned: [{ identity: 'index public.sessions_pkey', before: 'PRIMARY KEY', after: null }],
      tables: proof.tables.map((table) => ({ ...table, foundChecksum: 'c2' })),
    };
    expect(`\n${reportProof(failed, plain, false)}\n`).toMatchInlineSnapshot(`
      "
      Schema not proved: 1 planned difference, 1 not planned.
      Data   not proved: sessions does not hold what it should.
      Not planned:
        index public.sessions_pkey
          - PRIMARY KEY
      "
    `);
  });
});

describe('the summary of a run', () => {
  it('is silent when there was nothing to do', () => {
    expect(reportSummary(quiet, plain, false)).toBe('');
  });

  it('says what was mended, what was kept, the way back and what to correct', () => {
    const summary: RunSummary = {
      ...quiet,
      mended: [
        {
          changes: ['sessions."userId" is now integer, was uuid.'],
          proof,
          kept: [{ column: 'sessions."userId"', count: 2 }],
        },
      ],
      declarations: [
        {
          file: 'migrations/03-sessions.cjs',
          line: 12,
          column: 'sessions."userId"',
          declares: 'Sequelize.UUID',
          shouldBe: 'integer',
        },
      ],
    };
    expect(`\n${reportSummary(summary, plain, false)}\n`).toMatchInlineSnapshot(`
      "
      pgmend
        Mended:
          sessions."userId" is now integer, was uuid.
          Schema proved: 1 planned difference, no other.
          Data   proved: 1 table, 1,200 rows, each value what it had to become.

        Kept:
          sessions."userId": 2 values that match nothing.
          See them: pgmend kept 20260102-030405-abcd

        Way back: pgmend undo 20260102-030405-abcd

        Still to correct, or a new database will stop at the same place:
          migrations/03-sessions.cjs:12  sessions."userId" is declared Sequelize.UUID, should be integer
      "
    `);
  });

  it('names the flags and the own exit code of the command where a decision is needed', () => {
    const summary = { ...quiet, commandExitCode: 1, decisions: [decision] };
    expect(`\n${reportSummary(summary, plain, false)}\n`).toMatchInlineSnapshot(`
      "
      pgmend
        To decide: 2 rows match nothing, and the column is NOT NULL.
          --unmatched set-aside                    move those rows to kept_rows
          --map 'sessions.userId=users.legacy id'  say where they are

        Nothing was changed. Run the same command again with what you choose. npx sequelize-cli db:migrate itself ended with 1.
      "
    `);
  });

  it('says loudly that nothing was watched', () => {
    expect(reportSummary({ ...quiet, connections: 0 }, plain, false)).toContain(
      'No connection of the command came through pgmend: nothing was watched.',
    );
  });
});

describe('doctor', () => {
  it('names each fault once, with the counts and the remedy', () => {
    expect(`\n${reportDiagnosis(bookingPlan(), plain)}\n`).toMatchInlineSnapshot(`
      "
      2 faults in database shop: 2 that pgmend can mend.

      1. sessions."userId" (uuid) cannot reference users.id (integer)  [incompatible-types]
         referencing  sessions."userId"  uuid
         referenced   users.id           integer  NOT NULL
         sessions."userId": 1,200 rows: 1,197 match, 2 match nothing and 1 is NULL.
         Remedy:  change sessions."userId" to integer
         Command: pgmend fix --only incompatible-types:sessions.userId

      2. food_scan_history."userId" (uuid) cannot reference users.id (integer)  [incompatible-types]
         referencing  food_scan_history."userId"  uuid
         referenced   users.id                    integer  NOT NULL
         food_scan_history."userId": 1,200 rows: 1,199 match and 1 is NULL.
         No foreign key declares it; its name and its values do.
         Remedy:  change food_scan_history."userId" to integer
         Command: pgmend fix --only incompatible-types:food_scan_history.userId

      pgmend plan --all shows what would be done about all of them, pgmend fix --all does it; pgmend explain KIND tells more of one.
      "
    `);
  });

  it('says when nothing is wrong', () => {
    expect(reportDiagnosis({ ...bookingPlan(), faults: [] }, plain)).toBe(
      'Nothing is wrong with the references of database shop.',
    );
  });
});

describe('decisions', () => {
  it('are quoted for a shell where that is needed, and not twice', () => {
    const options = [
      { flag: `--map 'a.b=c.d'`, effect: 'x' },
      { flag: `--map a.b=c.it's`, effect: 'y' },
      { flag: '--choose x=y', effect: 'z' },
    ];
    expect(
      reportDecisions([{ ...decision, options }], plain)
        .split('\n')
        .slice(1),
    ).toEqual([
      `  --map 'a.b=c.d'        x`,
      `  --map 'a.b=c.it'\\''s'  y`,
      '  --choose x=y           z',
    ]);
  });
});

describe('the journal', () => {
  it('is listed by run', () => {
    const text = reportLog(
      [
        {
          id: 1,
          run: '20260102-030405-abcd',
          command: 'npx sequelize-cli db:migrate',
          kind: 'mend',
          state: 'undone',
          made: new Date('2026-01-02T03:04:05.678Z'),
          statement: 'ALTER TABLE …',
          migration: '09-social.cjs',
          plan: bookingPlan(),
          proof,
        },
      ],
      plain,
      false,
    );
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      20260102-030405-abcd  npx sequelize-cli db:migrate
        2026-01-02 03:04:05 UTC  mended (undone since)
          sessions."userId": uuid → integer, 1,200 rows, 2 values without a match (keep)
          let through: 09-social.cjs
          proof passed
      "
    `);
  });
});

describe('kept values', () => {
  const kept = [
    {
      kind: 'value' as const,
      id: 1,
      repair: 1,
      run: '20260102-030405-abcd',
      schema: 'public',
      table: 'sessions',
      column: 'userId',
      row: { id: 11 },
      value: 'a1b2c3d4-0000-4000-8000-000000000002',
      reason: 'unmatched',
    },
  ];

  it('are listed by column', () => {
    const text = reportKept(kept, { ...brief });
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      20260102-030405-abcd  values of sessions."userId"
        a1b2c3d4-0000-4000-8000-000000000002  id=11  unmatched

      pgmend kept --export FILE writes them as CSV or JSON; pgmend undo RUN brings them back.
      "
    `);
  });

  it('are masked where the output is no terminal', () => {
    expect(reportKept(kept, { ...brief, showSamples: false })).not.toContain('a1b2c3d4');
  });

  it('become CSV that survives quotes, commas and line breaks', () => {
    const hard = [{ ...kept[0], column: null, value: null, row: { 'a"b': 'x,\ny' } }] as never;
    expect(keptCsv(hard)).toBe(
      'run,repair,kind,schema,table,column,row,value,reason\r\n' +
        '20260102-030405-abcd,1,value,public,sessions,,"{""a\\""b"":""x,\\ny""}",,unmatched\r\n',
    );
  });
});
