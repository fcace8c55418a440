import type { Fault, KeySide } from '../diagnose/fault.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { HeldStatement } from '../relay/held-statement.ts';
import type { CheckFinding } from '../report/check-finding.ts';
import { faultHeadline } from '../report/report-fault.ts';
import { columnName } from '../report/words.ts';
import { parseStatements } from '../statement/parse-statements.ts';
import type { MigrationFile } from '../tools/tool.ts';
import type { Replayed } from './replay-migrations.ts';
import { type PlacedStatement, placedOf } from './replay-report.ts';

export interface Judged {
  readonly replayed: Replayed;
  readonly files: readonly MigrationFile[];
  /** Names in the real ledger; null where that is not known. */
  readonly applied: readonly string[] | null;
  /** Tables that any of the migration files makes. */
  readonly made: ReadonlySet<string>;
  /** The migration at which the command ended, with or without its ending. */
  readonly endedIn: string | null;
  /** What the command said was wrong. */
  readonly complaint: string | null;
  readonly fileName: (file: string) => string;
}

/** What the replay has shown to be wrong, in the order in which it ran. */
export function judgeReplay(judged: Judged): CheckFinding[] {
  const { replayed } = judged;
  const findings = replayed.outcomes.flatMap((outcome) => ofOutcome(outcome, judged));
  findings.push(...twiceMade(judged));
  const outside = new Set<string>();
  for (const sql of replayed.waited) {
    const statement = placedOf(sql, replayed);
    const key = `${statement?.file}:${statement?.line}`;
    if (statement === null || outside.has(key)) continue;
    outside.add(key);
    findings.push({
      ...placeOf(statement, judged),
      kind: 'transaction-left-out',
      says: 'This call is sent outside the transaction that is open around it: it may wait for its own migration for ever.',
      details: [],
      next: 'Give it the transaction in its options.',
      stopsHere: replayed.exitCode !== 0 && replayed.errors.at(-1)?.sql.trim() === sql.trim(),
    });
  }
  if (replayed.exitCode !== 0) findings.push(...ofTheEnd(findings, judged));
  return findings;
}

function ofOutcome({ held, plan, result }: HeldOutcome, judged: Judged): CheckFinding[] {
  if (plan === null || result === 'rolled back') return [];
  const statement = placedOf(held.sql, judged.replayed);
  const stopsHere = result !== 'mended' && result !== 'answered';
  return plan.faults
    .filter(({ optional }) => !optional)
    .map(({ fault, refusals = [] }) => {
      const foreign = fault.kind === 'missing-relation' ? missingTable(held, judged) : null;
      if (foreign !== null) return ofSecondAuthor(foreign, statement, stopsHere, judged);
      return {
        ...placeOf(statement, judged),
        kind: 'fault',
        fault: fault.kind,
        says: `${faultHeadline(fault)}.`,
        details: [...sidesOf(fault), ...refusals],
        next: nextOf(fault),
        stopsHere,
      };
    });
}

function nextOf({ kind }: Fault): string {
  return kind === 'incompatible-types'
    ? 'pgmend patch shows the edit that a fresh database needs; pgmend run gets a database with rows past it.'
    : `pgmend explain ${kind} tells more; pgmend run mends what can be mended when the migration runs.`;
}

/** A table that the server did not find and that no migration makes. */
function missingTable({ error }: HeldStatement, { made }: Judged): string | null {
  if (error.sqlstate !== '42P01') return null;
  const [, quoted] = /"((?:[^"]|"")+)"/.exec(error.fields.message) ?? [];
  const name = quoted?.split('.').at(-1);
  return name === undefined || made.has(name) ? null : name;
}

function ofSecondAuthor(
  table: string,
  statement: PlacedStatement | null,
  stopsHere: boolean,
  judged: Judged,
): CheckFinding {
  return {
    ...placeOf(statement, judged),
    kind: 'two-authors',
    says: `This needs table ${table}, which no migration creates: something else does, such as the application's sync().`,
    details: [],
    next: 'Write the migration that creates it, to run before this one, and let migrations be the only author.',
    stopsHere,
  };
}

/** Tables that two migrations create: IF NOT EXISTS lets the second one pass without a word. */
function twiceMade(judged: Judged): CheckFinding[] {
  const makers = new Map<string, PlacedStatement>();
  const findings: CheckFinding[] = [];
  for (const statement of judged.replayed.statements) {
    const parsed = parseStatements(statement.sql);
    if (!parsed.ok) continue;
    for (const one of parsed.statements.flatMap(({ declarations }) => declarations)) {
      if (one.kind === 'drop') for (const { name } of one.objects) makers.delete(name);
      if (one.kind === 'rename' && one.objectKind === 'table') {
        const maker = makers.get(one.object.name);
        makers.delete(one.object.name);
        if (maker !== undefined) makers.set(one.newName, maker);
      }
      if (one.kind !== 'create-table' || one.temporary) continue;
      const maker = makers.get(one.table.name);
      if (maker === undefined) makers.set(one.table.name, statement);
      else if (one.ifNotExists && maker.file !== statement.file) {
        findings.push({
          ...placeOf(statement, judged),
          kind: 'two-authors',
          says: `Table ${one.table.name} is there already, so this creates nothing: what differs here from the first one is never made.`,
          details: [`created first in ${judged.fileName(maker.file)}:${maker.line}`],
          next: 'Write what differs as changes of the table that is there.',
          stopsHere: false,
        });
      }
    }
  }
  return findings;
}

/** Why the command ended before its last migration, where nothing has said so yet. */
function ofTheEnd(known: readonly CheckFinding[], judged: Judged): CheckFinding[] {
  const { replayed, endedIn, complaint, files } = judged;
  if (known.some((one) => one.stopsHere)) return [];
  const [refused] = replayed.refused;
  const file = files.find(
    ({ name }) => endedIn !== null && [name, name.replace(/\.\w+$/, '')].includes(endedIn),
  );
  const last = replayed.statements.findLast((one) => one.file === file?.path) ?? null;
  const error = replayed.errors.at(-1);
  const failed = error === undefined ? null : placedOf(error.sql, replayed);
  const foreign = error === undefined ? null : missingTable(error, judged);
  if (foreign !== null && failed !== null && failed.file === file?.path) {
    return [ofSecondAuthor(foreign, failed, true, judged)];
  }
  const place =
    failed !== null && failed.file === file?.path
      ? placeOf(failed, judged)
      : file === undefined
        ? placeOf(null, judged)
        : {
            ...placeOf(last ?? { sql: '', file: file.path, line: 1, column: 1 }, judged),
            ...(last === null ? {} : { line: last.line, column: last.column }),
          };
  const why =
    refused === undefined
      ? (complaint ?? `the command ended with ${replayed.exitCode}`)
      : `it asked for ${refused.what} ${refused.name}, and a replay reaches nothing but its scratch database`;
  return [
    {
      ...place,
      kind: 'migration-fails',
      says:
        endedIn === null
          ? `The migrations cannot be run: ${sentence(why)}`
          : `${file?.name ?? endedIn} fails: ${sentence(why)}`,
      details: [],
      next:
        refused === undefined
          ? 'Run the migrations on an empty database to see all that the tool says.'
          : 'Take out of the migration what it does besides the database, or do not replay it.',
      stopsHere: true,
    },
  ];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function placeOf(statement: PlacedStatement | null, { files, applied, fileName }: Judged) {
  const migration = files.find((one) => one.path === statement?.file)?.name ?? null;
  return {
    file: statement === null ? null : fileName(statement.file),
    line: statement?.line ?? null,
    column: statement?.column ?? null,
    migration,
    recorded: applied === null || migration === null ? null : applied.includes(migration),
  };
}

function sidesOf(fault: Fault): string[] {
  const side = (role: string, { table, columns }: KeySide) =>
    columns.map((column) => `${role} ${columnName(table, column.name)} is ${column.type}`);
  return [
    ...(fault.referencing === null ? [] : side('referencing', fault.referencing)),
    ...(fault.referenced === null ? [] : side('referenced', fault.referenced)),
  ];
}
