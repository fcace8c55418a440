import type { Decision } from '../plan/plan.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { Proof } from '../verify/proof.ts';
import type { JournalAtRisk } from './journal-at-risk.ts';
import type { Palette } from './palette.ts';
import { reportDecisions } from './report-decisions.ts';
import { reportProof } from './report-proof.ts';
import { counted, indent, printable } from './words.ts';

/** One statement that got through only with a repair. */
export interface MendedStatement {
  /** What was changed, one sentence each. */
  readonly changes: readonly string[];
  readonly proof: Proof | null;
  /** Columns with values that match nothing, and what became of these. */
  readonly kept: readonly { readonly column: string; readonly count: number }[];
  /** Its own run in the journal, where it was carried out live. */
  readonly run?: string;
}

/** A place in the user's files that still declares the wrong type. */
export interface Declaration {
  /** Relative to where the command was run. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: string;
  /** As it is written there. */
  readonly declares: string;
  readonly shouldBe: string;
}

/** A statement that was held, and where it comes from. */
export interface HeldPlace {
  readonly result: HeldOutcome['result'];
  /** Of the error that was held back. */
  readonly sqlstate: string;
  /** Ids of the faults behind it. */
  readonly faults: readonly string[];
  /** Relative to where the command was run; null, like line and column, where nobody knows. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  readonly column: number | null;
}

/** A foreign key that was put off, and is still. */
export interface NotLaid {
  /** Why, in one sentence or more. */
  readonly reason: string;
  /** The statement that lays it. */
  readonly statement: string;
  /** The run that put it off. */
  readonly run: string;
}

/** How a run ended; the JSON of `run --json` is this with `format` and `exitCode`. */
export interface RunSummary {
  /** The journal's name of the run, for `undo` and `kept`. */
  readonly run: string;
  /** The command as typed, without secrets. */
  readonly command: string;
  readonly commandExitCode: number;
  /** Connections of the command that came through the relay. */
  readonly connections: number;
  /** The relay alone: it started no command, and served whoever connected. */
  readonly alone?: true;
  /** Each statement that was held or explained, in order. */
  readonly held: readonly HeldPlace[];
  readonly mended: readonly MendedStatement[];
  /** Statements that were answered as done, or whose repair the tool itself took back: one sentence each. */
  readonly notes: readonly string[];
  /** Repairs that somebody said no to. */
  readonly declined: number;
  /** Repairs that were shown only (`--dry-run`). */
  readonly shownOnly: number;
  readonly decisions: readonly Decision[];
  /** Why statements were not mended, one sentence each. */
  readonly notMended: readonly string[];
  /** Statements that were not let through, since the journal would have gone with them: one sentence each. */
  readonly refused: readonly string[];
  /** Foreign keys that are put off, also by earlier runs, and could not be laid. */
  readonly notLaid: readonly NotLaid[];
  /** What keeps the tool from dropping the journal, where it holds anything; null where nothing has to. */
  readonly journalAtRisk: JournalAtRisk | null;
  readonly declarations: readonly Declaration[];
}

/** The end of `run`: what was mended, what was kept, the way back, what to correct; empty when there is nothing to say. */
export function reportSummary(summary: RunSummary, palette: Palette, verbose: boolean): string {
  const sections = [
    summary.connections > 0
      ? ''
      : summary.alone === true
        ? 'Nobody connected.'
        : reportUnreached(summary, palette),
    ...summary.mended.map((mended) => reportMended(mended, palette, verbose)),
    summary.notes.map((note) => printable(note)).join('\n'),
    summary.refused.length === 0
      ? ''
      : [
          palette.red('Refused: pgmend’s journal would have gone with it.'),
          ...summary.refused.map((sentence) => indent(printable(sentence))),
        ].join('\n'),
    reportNotLaid(summary.notLaid, palette),
    reportKept(summary, palette),
    reportWayBack(summary, palette),
    reportDeclarations(summary.declarations, palette),
    summary.declined === 0
      ? ''
      : `${counted(summary.declined, 'repair')} declined: the command got PostgreSQL's own error, and nothing was changed.`,
    summary.shownOnly === 0
      ? ''
      : `${counted(summary.shownOnly, 'repair')} shown, not carried out (--dry-run): the command got PostgreSQL's own error.`,
    summary.notMended.length === 0
      ? ''
      : [
          palette.red('Not mended; the command got PostgreSQL’s own error:'),
          ...summary.notMended.map((reason) => indent(printable(reason))),
        ].join('\n'),
    summary.decisions.length === 0
      ? ''
      : [
          reportDecisions(summary.decisions, palette),
          `${summary.mended.length === 0 ? 'Nothing was changed. ' : ''}Run the same command again with what you choose. ${printable(summary.command)} itself ended with ${summary.commandExitCode}.`,
        ].join('\n\n'),
  ].filter((section) => section !== '');
  return sections.length === 0 ? '' : `${palette.bold('pgmend')}\n${indent(sections.join('\n\n'))}`;
}

function reportUnreached(summary: RunSummary, palette: Palette): string {
  return [
    palette.red(
      palette.bold('No connection of the command came through pgmend: nothing was watched.'),
    ),
    `${printable(summary.command)} went to the database by a way of its own, or to none. Ways to lead it here:`,
    indent('- put {url} where the command takes a URL: pgmend run -- psql {url} -f migration.sql'),
    indent("- let the tool's configuration read DATABASE_URL, or PGHOST and PGPORT"),
    indent('- name the database that it really uses with --url'),
  ].join('\n');
}

function reportMended(mended: MendedStatement, palette: Palette, verbose: boolean): string {
  return [
    palette.green('Mended:'),
    ...mended.changes.map((change) => indent(printable(change))),
    ...(mended.proof === null ? [] : [indent(reportProof(mended.proof, palette, verbose))]),
  ].join('\n');
}

function reportNotLaid(notLaid: readonly NotLaid[], palette: Palette): string {
  if (notLaid.length === 0) return '';
  const runs = [...new Set(notLaid.map((one) => one.run))];
  return [
    palette.red('Foreign keys that are put off and not laid yet:'),
    ...notLaid.flatMap(({ reason, statement }) => [
      indent(printable(reason)),
      indent(palette.cyan(`${printable(statement)};`), 4),
    ]),
    indent(
      `\`pgmend fix\` lays them once their tables are there; ${runs.map((run) => `\`pgmend undo ${run}\``).join(', ')} gives them up.`,
    ),
  ].join('\n');
}

function reportWayBack({ run, mended }: RunSummary, palette: Palette): string {
  const changed = mended.filter((one) => one.proof !== null);
  // The newest first, as they have to be taken back.
  const live = changed.flatMap((one) => one.run ?? []).reverse();
  const runs = [...(changed.some((one) => one.run === undefined) ? [run] : []), ...live];
  if (runs.length === 0) return '';
  const ways = runs.map((one) => `pgmend undo ${one}`).join(', then ');
  return [
    `${palette.bold('Way back:')} ${ways}`,
    ...live.map((one) =>
      indent(
        `The old tables of run ${one} are kept for it, and what is written is captured, until: pgmend finish ${one}`,
      ),
    ),
  ].join('\n');
}

function reportKept(summary: RunSummary, palette: Palette): string {
  const kept = summary.mended
    .map(({ kept, run = summary.run }) => ({ kept: kept.filter(({ count }) => count > 0), run }))
    .filter((one) => one.kept.length > 0);
  if (kept.length === 0) return '';
  const runs = [...new Set(kept.map((one) => one.run))];
  return [
    palette.bold('Kept:'),
    ...kept
      .flatMap((one) => one.kept)
      .map(({ column, count }) =>
        indent(
          printable(
            `${column}: ${counted(count, 'value')} that ${count === 1 ? 'matches' : 'match'} nothing.`,
          ),
        ),
      ),
    indent(`See them: ${runs.map((run) => `pgmend kept ${run}`).join(', ')}`),
  ].join('\n');
}

function reportDeclarations(declarations: readonly Declaration[], palette: Palette): string {
  if (declarations.length === 0) return '';
  return [
    palette.bold('Still to correct, or a new database will stop at the same place:'),
    ...declarations.map(({ file, line, column, declares, shouldBe }) =>
      indent(
        printable(`${file}:${line}  ${column} is declared ${declares}, should be ${shouldBe}`),
      ),
    ),
  ].join('\n');
}
