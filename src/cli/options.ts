import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Unmatched } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';

/** The options that commands share, as commander hands them over. */
export interface SharedOptions {
  readonly url?: string;
  readonly schema?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly unmatched?: Unmatched;
  readonly map: readonly string[];
  readonly choose: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly verbose?: true;
  readonly all?: true;
  readonly only?: readonly string[];
  /** Milliseconds. */
  readonly askTimeout: number;
  readonly ledgerTable?: string;
  readonly journalSchema: string;
  readonly live?: true;
  readonly cutover?: 'now' | 'manual';
  readonly workers?: number;
  /** Milliseconds. */
  readonly maxLock?: number;
  /** Rows a second. */
  readonly maxRate?: number;
  /** Milliseconds. */
  readonly maxLag?: number;
  /** Milliseconds. */
  readonly maxLatency?: number;
}

const unmatchedWords: readonly Unmatched[] = ['keep', 'null', 'set-aside', 'discard', 'fail'];

/** Builders of the shared options; a command adds those that mean something to it. */
export const shared = {
  url: () =>
    new Option(
      '--url <url>',
      "the database (else DATABASE_URL, PG*, the migration tool's own configuration)",
    ),
  schema: () => new Option('--schema <name>', 'look at the tables of this schema only'),
  yes: () => new Option('--yes', 'carry out without asking'),
  dryRun: () => new Option('--dry-run', 'show everything, change nothing'),
  json: () => new Option('--json', 'write JSON to stdout; words for people go to stderr'),
  unmatched: () =>
    new Option(
      '--unmatched <what>',
      'values that match nothing (default: keep, which stores them and leaves NULL)',
    ).choices(unmatchedWords),
  map: () =>
    new Option(
      '--map <mapping>',
      "how values become the new ones, e.g. 'sessions.userId=users_backup.id:username=users.username' (repeatable)",
    )
      .argParser(collect)
      .default([], 'found by looking at the values'),
  choose: () =>
    new Option('--choose <kind=remedy>', 'decides a fault that offers several ways (repeatable)')
      .argParser(collectChoice)
      .default({}, 'the recommended one'),
  lockTimeout: () =>
    new Option('--lock-timeout <time>', 'how long to wait for a lock: 500ms, 5s, 1min')
      .argParser(duration)
      .default(5_000, '5s'),
  askTimeout: () =>
    new Option('--ask-timeout <time>', 'how long a question waits for an answer')
      .argParser(duration)
      .default(60_000, '60s'),
  live: () =>
    new Option(
      '--live',
      'in the background, while the application reads and writes (docs/live.md)',
    ),
  cutover: () =>
    new Option(
      '--cutover <when>',
      'with --live: now, or manual (by `pgmend cutover`; default of fix and rekey where the types are incomparable)',
    ).choices(['now', 'manual']),
  maxLock: () =>
    new Option(
      '--max-lock <time>',
      'what would keep tables locked for longer (an estimate) is done live by itself (default: 2s)',
    ).argParser(duration),
  maxRate: () =>
    new Option('--max-rate <rows>', 'with --live: copy at most so many rows a second').argParser(
      rate,
    ),
  maxLag: () =>
    new Option('--max-lag <time>', 'with --live: pause while a replica is further behind')
      .argParser(duration)
      .default(10_000, '10s'),
  maxLatency: () =>
    new Option(
      '--max-latency <time>',
      'with --live: pause while the server answers later than at its quickest by this',
    )
      .argParser(duration)
      .default(250, '250ms'),
  workers: () =>
    new Option(
      '--workers <number>',
      'with --live: connections that copy and build indexes (default: 2, and 1 while others use the server)',
    ).argParser(count),
  verbose: () => new Option('--verbose', 'everything: each step, its SQL, the whole proof'),
  all: () => new Option('--all', 'also mend what only names and values show to be references'),
  only: () =>
    new Option(
      '--only <fault>',
      'only this fault, by the name that `doctor` shows, or by its kind (repeatable)',
    ).argParser(collect),
  ledgerTable: () =>
    new Option(
      '--ledger-table <name>',
      "the migration tool's table of what it has run, as NAME or SCHEMA.NAME (else its configuration, or what its newest `pgmend run` was told)",
    ),
  journalSchema: () =>
    new Option('--journal-schema <name>', 'where journal and kept values are')
      .default('pgmend')
      .argParser(schemaName),
} as const;

/**
 * Adds what every command that carries out a plan takes, in the order in which the help lists it.
 *
 * @param wide it can also mend what only names and values show.
 */
export function carryingOut(command: Command, wide: boolean): Command {
  const options = [
    shared.yes(),
    shared.dryRun(),
    shared.json(),
    shared.unmatched(),
    shared.map(),
    shared.choose(),
    ...(wide ? [shared.all()] : []),
    shared.lockTimeout(),
    shared.askTimeout(),
    shared.journalSchema(),
    shared.verbose(),
  ];
  return options.reduce((all, option) => all.addOption(option), command);
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function collectChoice(
  value: string,
  before: Readonly<Record<string, string>>,
): Record<string, string> {
  const mark = value.lastIndexOf('=');
  if (mark < 1 || mark === value.length - 1) {
    throw new InvalidArgumentError('Write it as KIND=REMEDY, e.g. already-exists=skip-data.');
  }
  const [fault, remedy] = [value.slice(0, mark), value.slice(mark + 1)];
  // Two questions of one kind: what becomes of the object, and of data statements behind it.
  const about = /^(?:run|skip)-data$/.test(remedy) ? `${fault}/data` : fault;
  return { ...before, [about]: remedy };
}

/** What the planner needs of them. */
export function planOptions(options: SharedOptions): PlanOptions {
  return {
    journalSchema: options.journalSchema,
    unmatched: options.unmatched ?? null,
    chosen: options.choose,
    all: options.all === true,
  };
}

/** Lets a command work in the background, beside the application. */
export function living(command: Command): Command {
  return pacing(
    command.addOption(shared.live()).addOption(shared.maxLock()).addOption(shared.cutover()),
  );
}

/** How much a live execution may ask of the server. */
export function pacing(command: Command): Command {
  return command
    .addOption(shared.workers())
    .addOption(shared.maxRate())
    .addOption(shared.maxLag())
    .addOption(shared.maxLatency());
}

function rate(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a number of rows.');
  return Number(text);
}

function count(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Write a number from 1 to 99.');
  return Number(text);
}

/** Milliseconds of `500ms`, `5s`, `1min`, `1h`; a bare number is seconds. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
  const unit = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }[match?.[2] ?? 's'];
  if (match === null || unit === undefined) {
    throw new InvalidArgumentError('Write a time like 500ms, 5s or 1min.');
  }
  return Math.round(Number(match[1]) * unit);
}

function schemaName(text: string): string {
  if (text === '') throw new InvalidArgumentError('A schema has a name.');
  return text;
}
