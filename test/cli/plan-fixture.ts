import type { Plan, PlannedFault } from '../../src/plan/plan.ts';
import { ServerError } from '../../src/postgres/server-error.ts';
import type { HeldStatement } from '../../src/relay/held-statement.ts';

const sessions = { schema: 'public', name: 'sessions' };
const users = { schema: 'public', name: 'users' };
const history = { schema: 'public', name: 'food_scan_history' };

function conversion(number: number, table: typeof sessions, column: string, unmatched: number) {
  return {
    number,
    mapped: {
      table,
      partitioned: false,
      column,
      type: 'uuid',
      typeOid: 2950,
      referencedTable: users,
      referencedPartitioned: false,
      referencedColumn: 'id',
      newType: 'integer',
      newTypeOid: 23,
    },
    weighed: {
      mapping: {
        kind: 'bridge' as const,
        table: { schema: 'public', name: 'users_backup' },
        valueColumn: 'id',
        bridgeColumn: 'email',
        referencedColumn: 'email',
        compare: 'case-insensitive' as const,
      },
      evidence: {
        rows: 1200,
        nulls: 1,
        matched: 1199 - unmatched,
        unmatched,
        ambiguous: 0,
        distinct: 10,
        samples: [
          { value: '7b0c91e4-31f5-4f4e-9f5e-0d7f4a1f0001', becomes: '17' },
          { value: 'a1b2c3d4-0000-4000-8000-000000000002', becomes: null },
        ],
      },
      digest: 'd1',
      doubt: null,
    },
    unmatched: 'keep' as const,
    notNull: false,
    default: null,
    storedColumns: ['id', column],
    rowKey: ['id'],
    bytes: 8192,
  };
}

function fault(table: typeof sessions, column: string, optional: boolean, number: number) {
  const planned: PlannedFault = {
    fault: {
      kind: 'incompatible-types',
      id: `${table.name}.${column}`,
      constraint: optional ? null : `${table.name}_${column}_fkey`,
      declaredBy: optional ? 'names' : 'statement',
      referencing: { table, oid: 1, columns: [{ name: column, type: 'uuid', notNull: false }] },
      referenced: {
        table: users,
        oid: 2,
        columns: [{ name: 'id', type: 'integer', notNull: true }],
      },
      pairs: [0],
      amend: [],
    },
    remedies: [
      {
        kind: 'retype-referencing',
        title: `change ${table.name}."${column}" to integer`,
        recommended: true,
        reason: '4 other foreign keys reference users.id as integer.',
      },
      {
        kind: 'retype-referenced',
        title: 'change users.id to uuid',
        recommended: false,
        reason: 'it would rewrite 5 tables.',
      },
    ],
    chosen: 'retype-referencing',
    optional,
    conversions: [conversion(number, table, column, optional ? 0 : 2)],
  };
  return planned;
}

/** A plan as it is for the booking table whose members are uuids. */
export function bookingPlan(): Plan {
  const declared = fault(sessions, 'userId', false, 1);
  return {
    format: 1,
    journalSchema: 'pgmend',
    database: 'shop',
    serverVersion: 150018,
    purpose: 'mend',
    tables: [],
    after: [],
    explanation: [],
    answer: null,
    faults: [declared, fault(history, 'userId', true, 2)],
    conversions: declared.conversions,
    steps: [
      {
        kind: 'lock-tables',
        title: 'lock sessions and users',
        sql: ['LOCK TABLE "public"."sessions" IN ACCESS EXCLUSIVE MODE'],
        locks: [
          { table: sessions, mode: 'ACCESS EXCLUSIVE' },
          { table: users, mode: 'SHARE' },
        ],
        hazards: [{ kind: 'blocks-reads', message: 'sessions cannot be read meanwhile.' }],
        changes: [],
      },
      {
        kind: 'retype-columns',
        title: 'change sessions."userId" from uuid to integer',
        sql: [
          'ALTER TABLE "public"."sessions" ALTER COLUMN "userId" TYPE integer USING f("userId")',
        ],
        locks: [],
        hazards: [
          { kind: 'table-rewrite', message: 'sessions is rewritten (1,200 rows).' },
          { kind: 'keeps-values', message: '2 values of sessions."userId" are kept aside.' },
        ],
        changes: [],
      },
    ],
    hazards: [],
    decisions: [],
    refusals: [],
    amended: null,
  };
}

/** The statement that the guide's migration stops at. */
export function heldStatement(inTransaction: boolean): HeldStatement {
  return {
    sql: 'ALTER TABLE "sessions" ADD FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;',
    error: new ServerError({
      severity: 'ERROR',
      sqlstate: '42804',
      message: 'foreign key constraint "sessions_userId_fkey" cannot be implemented',
      detail: 'Key columns "userId" and "id" are of incompatible types: uuid and integer.',
    }),
    protocol: 'simple',
    inTransaction,
    before: 'nothing',
    connection: { number: 1, pid: 7, user: 'app', database: 'shop', applicationName: null },
  };
}
