import type { Circumstances, Holder } from '../execute/read-circumstances.ts';
import { displayIdent, quoteIdent } from '../postgres/quote.ts';
import { describeServer, describeTarget, type Target } from '../postgres/target.ts';
import { type JournalAtRisk, journalAtRiskWords } from './journal-at-risk.ts';
import type { Palette } from './palette.ts';
import { counted, listed, printable } from './words.ts';

/** One of the guide's questions with its answer: one line each. */
export interface Question {
  readonly about: 'server' | 'configuration' | 'rights' | 'locks' | 'disk' | 'ledger' | 'journal';
  /** `look`: nobody can tell from here, or it need not be wrong. */
  readonly state: 'fine' | 'look' | 'wrong';
  readonly says: string;
  /** What to do; null where nothing has to be done. */
  readonly next: string | null;
}

/** What the migration tool has recorded, or why nobody can read it. */
export type LedgerState =
  | {
      readonly table: string;
      readonly recorded: number;
      readonly pending: number;
      /** What keeps the tool from going on. */
      readonly left: { readonly says: string; readonly next: string } | null;
    }
  | { readonly table: string; readonly missing: true }
  | { readonly unreadable: string };

export interface Answers {
  readonly target: Target;
  readonly encrypted: boolean;
  readonly circumstances: Circumstances;
  readonly journalSchema: string;
  /** Every other place that names a database. */
  readonly others: readonly Target[];
  /** Bytes on the server's disk; null where nobody can tell from here. */
  readonly free: number | null;
  /** null without a migration tool. */
  readonly ledger: LedgerState | null;
  /** What keeps the tool from dropping the journal; null where nothing has to. */
  readonly atRisk: JournalAtRisk | null;
}

/** The guide's own questions, in its order. */
export function questionsOf(answers: Answers): Question[] {
  return [
    server(answers),
    configuration(answers),
    rights(answers),
    locks(answers),
    disk(answers),
    ...(answers.ledger === null ? [] : [ledger(answers.ledger)]),
    ...(answers.atRisk === null ? [] : [journal(answers.atRisk, answers.journalSchema)]),
  ];
}

/** As lines for people. */
export function reportQuestions(questions: readonly Question[], palette: Palette): string {
  const marks = { fine: palette.green('✓'), look: palette.yellow('!'), wrong: palette.red('✗') };
  return questions
    .map(
      ({ state, says, next }) =>
        `${marks[state]} ${printable(`${says}${next === null ? '' : ` → ${next}`}`)}`,
    )
    .join('\n');
}

function server({ target, encrypted, circumstances }: Answers): Question {
  const { version, standby, readOnly } = circumstances;
  const is = `PostgreSQL ${version} answers on ${describeServer(target)}${encrypted ? ', encrypted' : ''}`;
  if (standby) {
    return question(
      'server',
      'wrong',
      `${is}, and is a standby: nothing can be changed there.`,
      'connect to the primary',
    );
  }
  if (readOnly) {
    return question(
      'server',
      'wrong',
      `${is}, and its transactions only read.`,
      'SET default_transaction_read_only = off for this role',
    );
  }
  return question('server', 'fine', `${is}.`);
}

function configuration({ target, others }: Answers): Question {
  if (others.length === 0) {
    return question(
      'configuration',
      'fine',
      `Used: ${target.source}; nothing names another database.`,
    );
  }
  const list = others.map((one) => `${one.source} names ${describeTarget(one)}`);
  return question(
    'configuration',
    'look',
    `Used: ${target.source}, ${describeTarget(target)}; but ${listed(list)}.`,
    'let them name the same one, or say which is meant with --url',
  );
}

function rights({ circumstances, journalSchema }: Answers): Question {
  const { role, notOwned, mayJournal } = circumstances;
  if (notOwned.length > 0) {
    const owners = [...new Set(notOwned.map(({ owner }) => owner))];
    return question(
      'rights',
      'wrong',
      `Role ${role} does not own ${listed(notOwned.map(({ table }) => table))}, and only an owner may alter a table.`,
      `connect as the owner (${listed(owners)}), or let a superuser, or who may grant that role, run: GRANT ${owners.map(quoteIdent).join(', ')} TO ${quoteIdent(role)}`,
    );
  }
  if (!mayJournal) {
    return question(
      'rights',
      'wrong',
      `Role ${role} may not make schema ${displayIdent(journalSchema)} for the journal.`,
      `name one that it may use with --journal-schema, or let the database's owner run: CREATE SCHEMA ${displayIdent(journalSchema)} AUTHORIZATION ${displayIdent(role)}`,
    );
  }
  return question('rights', 'fine', `Role ${role} may do what the plan needs.`);
}

function locks({ circumstances: { tables, holders } }: Answers): Question {
  const [first] = holders;
  if (tables.length === 0) return question('locks', 'fine', 'The plan locks no table.');
  if (first === undefined) return question('locks', 'fine', `Nobody holds ${listed(tables)}.`);
  return question(
    'locks',
    'look',
    `${listed(holders.slice(0, 3).map(held))}${holders.length > 3 ? `, and ${holders.length - 3} more` : ''}.`,
    first.state.startsWith('idle in transaction')
      ? `end it where it was begun, or: SELECT pg_terminate_backend(${first.pid})`
      : 'a repair waits for it as long as --lock-timeout says; stop the application meanwhile',
  );
}

function held({ pid, role, application, state, seconds, tables }: Holder): string {
  const who = [role, application].filter((one) => one !== '').join(', ');
  // What another role's connection does is hidden from one without pg_read_all_stats.
  const does =
    state === '' ? '' : `${who === '' ? '' : '; '}${state} for ${counted(seconds, 'second')}`;
  return `connection ${pid} (${who}${does}) holds ${listed(tables)}`;
}

function disk({ circumstances: { needs }, free }: Answers): Question {
  if (needs === 0) return question('disk', 'fine', 'The plan rewrites no table.');
  const need = `The plan needs about ${size(needs)} more for a moment, and as much again for the log (WAL)`;
  if (free === null) {
    return question(
      'disk',
      'look',
      `${need}; how much is free, PostgreSQL does not tell.`,
      'look on the server: df -h',
    );
  }
  return 2 * needs < free
    ? question('disk', 'fine', `${need}; ${size(free)} are free.`)
    : question('disk', 'wrong', `${need}; only ${size(free)} are free.`, 'make room first');
}

function ledger(state: LedgerState): Question {
  if ('unreadable' in state) {
    return question(
      'ledger',
      'wrong',
      `The ledger cannot be read: ${state.unreadable}`,
      'let its owner GRANT SELECT on it',
    );
  }
  if ('missing' in state) {
    return question(
      'ledger',
      'look',
      `The ledger ${state.table} is not there: nothing has been migrated here yet.`,
      'where the tool keeps its records in another table, name it: --ledger-table NAME',
    );
  }
  const counts = `${state.recorded} recorded, ${counted(state.pending, 'file')} to run`;
  return state.left === null
    ? question('ledger', 'fine', `The ledger ${state.table} is readable: ${counts}.`)
    : question(
        'ledger',
        'wrong',
        `The ledger ${state.table} (${counts}): ${state.left.says}`,
        state.left.next,
      );
}

function journal(risk: JournalAtRisk, journalSchema: string): Question {
  const { says, next } = journalAtRiskWords(risk, journalSchema);
  return question('journal', 'look', says, next);
}

function question(
  about: Question['about'],
  state: Question['state'],
  says: string,
  next: string | null = null,
): Question {
  return { about, state, says, next };
}

/** `1.5 GB` */
function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let value = bytes;
  for (; value >= 1024 && at < units.length - 1; at += 1) value /= 1024;
  return `${value >= 10 || at === 0 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}
