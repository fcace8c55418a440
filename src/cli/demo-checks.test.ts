import { expect, test } from 'vitest';
import { checkFailure, checkRun, checkUndo, expectedFailure } from './demo-checks.ts';
import type { DemoState } from './demo-state.ts';

const success = {
  exitCode: 0,
  output: '🎉 Enhanced Social Media Platform migration completed successfully!\n',
};

const before: DemoState = {
  fingerprint: { objects: { 'column public.sessions.userId': 'uuid' }, hash: '' },
  bookings: Array.from({ length: 12 }, (_, at) => ({
    id: at + 1,
    userId: at === 0 ? null : at === 1 ? 'gone' : 'old',
    cancelledBy: at === 0 ? null : at === 1 ? 'gone' : 'old',
    rest: '{}',
  })),
  members: new Map([['old', '7']]),
  ledger: ['1.cjs'],
  foreignKeys: ['sessions_trainerId_fkey'],
  kept: [],
  proofs: [],
};

const mended: DemoState = {
  ...before,
  bookings: before.bookings.map((booking) => ({
    ...booking,
    userId: booking.userId === 'old' ? '7' : null,
    cancelledBy: booking.cancelledBy === 'old' ? '7' : null,
  })),
  ledger: ['1.cjs', '2.cjs', '3.cjs', '4.cjs'],
  foreignKeys: ['sessions_cancelledBy_fkey', 'sessions_trainerId_fkey', 'sessions_userId_fkey'],
  kept: [
    { column: 'userId', booking: 2, value: 'gone' },
    { column: 'cancelledBy', booking: 2, value: 'gone' },
  ],
  proofs: [true, true],
};

const bad = (checks: readonly { what: string; good: boolean }[]) =>
  checks.filter((one) => !one.good).map((one) => one.what.split(/:? /, 2).join(' '));

test('the good end passes', () => {
  expect(bad(checkRun(success, before, mended))).toEqual([]);
});

const booking = (id: number, change: object): DemoState => ({
  ...mended,
  bookings: mended.bookings.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

test.each<[string, DemoState, string]>([
  ['a booking is gone', { ...mended, bookings: mended.bookings.slice(1) }, '11 of'],
  ['another column has changed', booking(3, { rest: '{"price":0}' }), '11 of'],
  ['a booking has the wrong member', booking(3, { userId: '8' }), 'sessions."userId" 10'],
  ['a value is set to NULL', booking(3, { cancelledBy: null }), 'sessions."cancelledBy" 10'],
  ['an open slot has a member', booking(1, { userId: '7' }), 'sessions."userId" 10'],
  ['a value is not kept', { ...mended, kept: mended.kept.slice(1) }, 'sessions."userId" 10'],
  ['a row is not recorded', { ...mended, ledger: before.ledger }, 'sequelize-cli recorded'],
  ['a proof failed', { ...mended, proofs: [true, false] }, 'Proof passed'],
  [
    'there is a twin',
    { ...mended, foreignKeys: [...mended.foreignKeys, 'sessions_userId_fkey1'] },
    'Both foreign',
  ],
])('says so when %s', (_, after, expected) => {
  expect(bad(checkRun(success, before, after))[0]).toBe(expected);
});

test('says so when the command failed or did not print its line', () => {
  expect(bad(checkRun({ exitCode: 1, output: '' }, before, mended))).toEqual([
    'The same',
    'and prints',
  ]);
});

test('the plain command must fail with the two lines of its server and no other', () => {
  const lines = expectedFailure(130_000);
  const output = lines.join('\n');
  expect(bad(checkFailure({ exitCode: 1, output }, 130_000))).toEqual([]);
  expect(bad(checkFailure({ exitCode: 1, output }, 180_000))).toEqual(['with these']);
  expect(bad(checkFailure({ exitCode: 0, output }, 130_000))).toEqual(['The deployment']);
});

test('undo must bring everything back and name the records', () => {
  const output =
    '20250902093014-link-sessions-to-members.cjs 20250902094527-link-cancellations-to-members.cjs';
  const undone = { ...before, proofs: [true, true, true, true] };
  const check = (after: DemoState, said = output) =>
    bad(checkUndo({ exitCode: 0, output: said }, before, mended, after));
  expect(check(undone)).toEqual([]);
  expect(check(undone, '')).toEqual(['The ledger']);
  expect(check({ ...undone, proofs: mended.proofs })).toEqual(['Proof passed']);
  expect(check({ ...undone, kept: mended.kept })).toEqual(['and none']);
  expect(check({ ...undone, foreignKeys: mended.foreignKeys })).toEqual(['and nothing']);
  expect(check({ ...undone, bookings: mended.bookings })).toEqual(['Every booking']);
  const fingerprint = { objects: { 'column public.sessions.userId': 'integer' }, hash: '' };
  expect(check({ ...undone, fingerprint })).toEqual(['All 1']);
});
