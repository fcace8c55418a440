import type { Plan } from '../../plan/plan.ts';
import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { faultHeadline } from '../report-fault.ts';
import { columnName, counted } from '../words.ts';
import { changedStates, columnStates } from './column-state.ts';
import { dollarQuoted } from './dollar-quoted.ts';
import { mendBlock } from './mend-block.ts';
import { overviewQuery } from './overview-query.ts';
import type { Script } from './script.ts';
import { comment } from './sql-text.ts';
import { undoBlock } from './undo-block.ts';

/**
 * The plan as one file for psql and graphical clients alike: plain SQL, one transaction, what is there before and
 * after, and an end that no client takes for success where it was none.
 */
export function sqlScript(script: Script): string {
  const { plan, run } = script;
  const changed =
    plan.conversions.length === 0
      ? ''
      : ` AND EXISTS (SELECT FROM ${changedStates(plan.conversions)})`;
  const isDone = `EXISTS (SELECT FROM ${quoteIdent(plan.journalSchema)}.repairs WHERE run = ${quoteLiteral(run.id)} AND kind = 'mend' AND state <> 'undone')${changed}`;
  return scriptText(script, {
    head: [
      ...aboutScript(script),
      `Way back: pgmend undo ${run.id}, or the script that \`pgmend export --undo FILE\` writes.`,
    ],
    block: mendBlock(script),
    isDone,
    also:
      plan.conversions.length > 0 && (plan.undo ?? []).length === 0
        ? `NOT EXISTS (SELECT FROM ${columnStates(plan.conversions)} WHERE w.type IS DISTINCT FROM w.becomes)`
        : 'false',
    failed:
      'pgmend: it was not done, and nothing was changed; the reason stands above. The connection is ended on purpose, so that psql does not end as after a success.',
  });
}

/** What it is about and what it does, one line each. */
export function aboutScript({ plan }: Script): string[] {
  return [
    ...plan.faults
      .filter((planned) => planned.chosen !== null && isPart(plan, planned))
      .map((planned) => faultHeadline(planned.fault)),
    ...plan.conversions.map(whatHappens),
    ...(plan.outcome ?? []),
  ];
}

/** The way back of {@link sqlScript} as a file of the same kind. */
export function undoScript(script: Script, undo: Plan): string {
  const { plan, run } = script;
  return scriptText(script, {
    head: [
      `Takes run ${run.id} back: every value that it changed, from pgmend's journal in this database.`,
    ],
    block: undoBlock(script, undo),
    isDone: `NOT EXISTS (SELECT FROM ${quoteIdent(plan.journalSchema)}.repairs WHERE run = ${quoteLiteral(run.id)} AND kind = 'mend' AND state <> 'undone')`,
    also: `to_regclass(${quoteLiteral(`${quoteIdent(plan.journalSchema)}.repairs`)}) IS NULL`,
    failed:
      'pgmend: it was not taken back, and nothing was changed; the reason stands above. The connection is ended on purpose, so that psql does not end as after a success.',
  });
}

interface Parts {
  /** What it does, one line each. */
  readonly head: readonly string[];
  readonly block: string;
  /** Conditions for an end that counts as success: of the journal, which may not be there; and without it. */
  readonly isDone: string;
  readonly also: string;
  readonly failed: string;
}

function scriptText({ plan, run }: Script, parts: Parts): string {
  const overview = overviewQuery(plan);
  const guard = [
    '',
    'DECLARE _done pg_catalog.bool := false;',
    'BEGIN',
    '  BEGIN',
    `    _done := ${parts.also};`,
    `    IF NOT _done THEN EXECUTE ${dollarQuoted(`SELECT ${parts.isDone}`, 'sql')} INTO _done; END IF;`,
    '  EXCEPTION WHEN OTHERS THEN NULL;',
    '  END;',
    '  IF _done IS NOT TRUE THEN',
    `    RAISE WARNING USING MESSAGE = ${quoteLiteral(parts.failed)};`,
    '    PERFORM pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid());',
    '    PERFORM pg_catalog.pg_sleep(10);',
    '  END IF;',
    'END ',
  ].join('\n');
  const lines = [
    comment(
      `pgmend ${run.version}, run ${run.id}: database ${plan.database}, PostgreSQL ${Math.floor(plan.serverVersion / 10_000)}`,
    ),
    ...parts.head.map((line) => comment(`  ${line}`)),
    '--',
    '-- psql -v ON_ERROR_STOP=1 -f THIS-FILE, or the whole of it in any SQL client. It is one transaction, and safe to run',
    '-- twice. Nothing is done unless everything is still as it was when this was written.',
    '',
  ];
  const text = [
    ...lines,
    ...(overview === '' ? [] : ['-- Before:', overview, '']),
    'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;',
    '',
    parts.block,
    '',
    'COMMIT;',
    '',
    '-- psql ends with 0 after errors unless ON_ERROR_STOP is set, but not when it loses its connection: without success',
    '-- this ends it.',
    `DO ${dollarQuoted(guard, 'guard')};`,
    '',
    ...(overview === '' ? [] : ['-- After:', overview, '']),
  ].join('\n');
  // psql on Windows would take the console's code page.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
  return /^[\u0000-\u007f]*$/.test(text)
    ? text
    : text.replace('\n\n', "\n\nSET client_encoding = 'UTF8';\n\n");
}

function isPart(plan: Plan, planned: Plan['faults'][number]): boolean {
  return (
    !planned.optional ||
    planned.conversions.some((one) => plan.conversions.some((other) => other.number === one.number))
  );
}

function whatHappens({ mapped, weighed, unmatched }: Plan['conversions'][number]): string {
  const { rows, matched, nulls } = weighed.evidence;
  const missing = weighed.evidence.unmatched + weighed.evidence.ambiguous;
  const [match, become, go] =
    missing === 1
      ? ['matches nothing: its value', 'becomes NULL, and is', 'goes with its row']
      : ['match nothing: their values', 'become NULL, and are', 'go with their rows'];
  const fate = {
    keep: `${become} kept in the journal`,
    null: `${become} kept nowhere`,
    'set-aside': `${go} to kept_rows of the journal`,
    discard: go,
    fail: '',
  }[unmatched];
  return (
    `${columnName(mapped.table, mapped.column)}: ${mapped.type} becomes ${mapped.newType}. ${counted(rows, 'row')}: ${matched} are mapped, ${nulls} are NULL and stay so` +
    (missing === 0 ? '.' : `, ${missing} ${match} ${fate}.`)
  );
}
