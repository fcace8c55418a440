import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { Deadlock } from '../relay/deadlock.ts';
import type { WaitedFor, Waiting } from '../relay/watch-waiting.ts';
import type { Palette } from './palette.ts';
import { indent } from './words.ts';

const longest = 400;

/** A call of a migration that is not given the transaction which is open around it. */
export interface ForgottenCall {
  /** `migrations/2-link.cjs`, as it can be opened from where the command runs. */
  readonly file: string;
  readonly line: number;
  readonly call: string;
  readonly misplaced: boolean;
  readonly write: string;
}

/**
 * What a migration waits for and who has to let go, while it waits.
 *
 * @param calls that may have sent the waiting statement, or the one that holds the lock, outside their transaction.
 */
export function reportWaiting(
  waiting: Waiting,
  palette: Palette,
  calls: readonly ForgottenCall[] = [],
): string {
  const { relation, mode, seconds, ended } = waiting;
  const what = relation === null ? 'a lock' : `a lock on ${displayQualified(relation)}`;
  const kind = mode === null ? '' : ` (${mode})`;
  const head = ended
    ? `The statement waited ${duration(seconds)} for ${what}${kind} and was cancelled (--lock-timeout):`
    : `The migration waits for ${what}${kind}, for ${duration(seconds)} so far:`;
  const parts = [palette.yellow(head), quoted(waiting.statement)];
  parts.push(...waiting.holders.flatMap(holder), ...calls.map(forgotten));
  if (!ended) parts.push('Given --lock-timeout, such a wait ends by itself.');
  return parts.filter((part) => part !== '').join('\n');
}

/** Connections of one command that waited for each other; the server has ended one of them. */
export function reportDeadlock(
  { connection: own, statement, others }: Deadlock,
  palette: Palette,
  calls: readonly ForgottenCall[] = [],
): string {
  return [
    palette.yellow(
      'The migration blocked itself: connections of the same command waited for each other.',
    ),
    `PostgreSQL ended the statement of connection ${own.number} (process ${own.pid}):`,
    quoted(statement),
    ...others.flatMap((one) => [
      `It waited for connection ${one.connection.number} (process ${one.connection.pid}), which ran:`,
      quoted(one.statement),
    ]),
    'Each held a lock that the other wanted. Let the migration do its work on one connection, in one transaction, one statement after the other.',
    ...calls.map(forgotten),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function forgotten({ file, line, call, misplaced, write }: ForgottenCall): string {
  const what = misplaced
    ? 'is given its transaction where it is not looked for'
    : 'is not given its transaction';
  return `${plainText(`${file}:${line}`)}: ${call} ${what}, and goes over another connection. Write: ${plainText(write)}`;
}

function holder(one: WaitedFor): string[] {
  const state = one.state === null ? '' : `, ${inState(one)}`;
  const ran = one.lastStatement === null ? '.' : '. Its last statement:';
  const last = quoted(one.lastStatement);
  if (one.connection !== null) {
    const stuck = one.state?.startsWith('idle in transaction') === true;
    return [
      `It waits for itself: another connection of the same command holds the lock (connection ${one.connection.number}, process ${one.pid}${state})${ran}`,
      last,
      stuck
        ? 'That transaction has to end before this statement can go on: let the migration use one connection for both, or commit before.'
        : '',
    ];
  }
  if (one.pid === 0)
    return [
      'A prepared transaction holds the lock: SELECT * FROM pg_prepared_xacts shows it; COMMIT PREPARED or ROLLBACK PREPARED ends it.',
    ];
  const who = [one.applicationName, one.user === null ? null : `role ${displayIdent(one.user)}`]
    .filter((word) => word !== null)
    .join(', ');
  return [
    `Process ${one.pid}${who === '' ? '' : ` (${plainText(who)})`} holds it${state}${ran}`,
    last,
    `It goes on when that transaction ends; who may, ends it with: SELECT pg_terminate_backend(${one.pid});`,
  ];
}

function inState({ state, seconds, transactionSeconds }: WaitedFor): string {
  const since = seconds === null ? `${state}` : `${state} for ${duration(seconds)}`;
  const open = transactionSeconds === null ? '' : duration(transactionSeconds);
  return open === '' || since.endsWith(` ${open}`)
    ? since
    : `${since}, its transaction open for ${open}`;
}

function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  return whole < 7_200 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3_600)} h`;
}

/** A statement without its values, which may be anybody's data or a password. */
function quoted(sql: string | null): string {
  if (sql === null) return '';
  const text = plainText(sql.replace(/'(?:[^']|'')*(?:'|$)/g, "'…'"))
    .replace(/\s+/g, ' ')
    .trim();
  return indent(text.length > longest ? `${text.slice(0, longest)} …` : text);
}

function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
