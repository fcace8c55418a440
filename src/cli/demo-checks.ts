import type { CommandResult } from './demo-command.ts';
import { type DemoState, type MemberColumn, memberColumns } from './demo-state.ts';

/** One thing that must really be so. */
export interface Check {
  readonly what: string;
  readonly good: boolean;
  /** What was found instead. */
  readonly found?: string;
}

const constraints = ['sessions_cancelledBy_fkey', 'sessions_userId_fkey'];
const linking = [
  '20250902093014-link-sessions-to-members.cjs',
  '20250902094527-link-cancellations-to-members.cjs',
];
const successLine = '🎉 Enhanced Social Media Platform migration completed successfully!';

/** The two lines of the failed deployment. PostgreSQL 18 words the second one at more length. */
export const expectedFailure = (serverVersion: number): readonly string[] => [
  'ERROR: foreign key constraint "sessions_userId_fkey" cannot be implemented',
  serverVersion < 180_000
    ? 'ERROR DETAIL: Key columns "userId" and "id" are of incompatible types: uuid and integer.'
    : 'ERROR DETAIL: Key columns "userId" of the referencing table and "id" of the referenced table are of incompatible types: uuid and integer.',
];

export function checkFailure(result: CommandResult, serverVersion: number): Check[] {
  const lines = linesOf(result).filter((line) => line.startsWith('ERROR'));
  return [
    check('The deployment fails', result.exitCode !== 0, `exit ${result.exitCode}`),
    check(
      'with these two lines',
      same(lines, expectedFailure(serverVersion)),
      lines.join(' / ') || 'no error',
    ),
  ];
}

export function checkRun(result: CommandResult, before: DemoState, after: DemoState): Check[] {
  const there = before.bookings.filter((booking) =>
    after.bookings.some((other) => other.id === booking.id && other.rest === booking.rest),
  );
  const all = before.bookings.length;
  return [
    check('The same command goes through', result.exitCode === 0, `exit ${result.exitCode}`),
    check('and prints its success line', linesOf(result).includes(successLine), 'it is not there'),
    check(
      `${there.length} of ${all} bookings are there, every other column untouched`,
      all === 12 && there.length === all && after.bookings.length === all,
      `${after.bookings.length} bookings`,
    ),
    ...memberColumns.map((column) => checkMembers(column, before, after)),
    check(
      `sequelize-cli recorded its ${after.ledger.length - before.ledger.length} migrations itself`,
      after.ledger.length === before.ledger.length + 3,
      after.ledger.join(', '),
    ),
    check(
      'Both foreign keys are there, once',
      same(newKeys(before, after), constraints),
      newKeys(before, after).join(', ') || 'none',
    ),
    checkProofs(after.proofs, 'repair'),
  ];
}

export function checkUndo(
  result: CommandResult,
  before: DemoState,
  mended: DemoState,
  after: DemoState,
): Check[] {
  const changed = Object.entries(before.fingerprint.objects)
    .filter(([identity, description]) => after.fingerprint.objects[identity] !== description)
    .map(([identity]) => identity);
  const left = Object.keys(after.fingerprint.objects).filter(
    (identity) =>
      /\bsessions\b|sessions_/.test(identity) && before.fingerprint.objects[identity] === undefined,
  );
  const untold = linking.filter((name) => !result.output.includes(name));
  return [
    check('Undo ends well', result.exitCode === 0, `exit ${result.exitCode}`),
    check(
      `All ${Object.keys(before.fingerprint.objects).length} objects of before are what they were`,
      changed.length === 0,
      changed.join(', '),
    ),
    check(
      'and nothing of the foreign keys is left',
      left.length === 0 && same(after.foreignKeys, before.foreignKeys),
      [...left, ...newKeys(before, after)].join(', '),
    ),
    check(
      'Every booking holds what it held, the uuids that match nobody too',
      JSON.stringify(after.bookings) === JSON.stringify(before.bookings),
      JSON.stringify(after.bookings),
    ),
    check(
      'and none of them is left among the kept values',
      after.kept.length === 0,
      `${after.kept.length} are`,
    ),
    checkProofs(after.proofs.slice(mended.proofs.length), 'undo'),
    check(
      'The ledger rows that are no longer true are named',
      untold.length === 0,
      `not named: ${untold.join(', ')}`,
    ),
  ];
}

function checkProofs(proofs: readonly boolean[], what: string): Check {
  const passed = proofs.filter((one) => one).length;
  return check(
    `Proof passed for each ${what} (${proofs.length})`,
    proofs.length > 0 && passed === proofs.length,
    `${passed} of ${proofs.length}`,
  );
}

/** Each value must be what users_backup and users say, and what they do not know must be kept. */
function checkMembers(column: MemberColumn, before: DemoState, after: DemoState): Check {
  const wrong: string[] = [];
  const count = { mapped: 0, kept: 0, open: 0 };
  for (const booking of before.bookings) {
    const old = booking[column];
    const expected = old === null ? null : (before.members.get(old) ?? null);
    const found = after.bookings.find((other) => other.id === booking.id)?.[column];
    if (found !== expected) wrong.push(`booking ${booking.id} has ${found}, not ${expected}`);
    const kept = after.kept.filter((one) => one.column === column && one.booking === booking.id);
    const missing = old !== null && expected === null;
    if (
      !same(
        kept.map((one) => one.value),
        missing ? [old] : [],
      )
    ) {
      wrong.push(`booking ${booking.id} has ${kept.length} kept values`);
    }
    count[old === null ? 'open' : missing ? 'kept' : 'mapped'] += 1;
  }
  return check(
    `sessions."${column}": ${count.mapped} mapped to their members, ${count.kept} without a member kept, ${count.open} NULL as before`,
    wrong.length === 0 && count.mapped > 0 && count.kept > 0 && count.open > 0,
    wrong.join('; '),
  );
}

function newKeys(before: DemoState, after: DemoState): string[] {
  return after.foreignKeys.filter((name) => !before.foreignKeys.includes(name));
}

function linesOf({ output }: CommandResult): string[] {
  return output.split(/\r?\n/);
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}

function check(what: string, good: boolean, found: string): Check {
  return good ? { what, good } : { what, good, found };
}
