import type { Catalog } from '../catalog/catalog.ts';
import { diagnoseTwins, diagnoseUncheckedTwin } from '../diagnose/diagnose.ts';
import { look } from '../execute/look.ts';
import type { Decision } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { type QualifiedName, quoteIdent, quoteQualified } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import type { ParsedStatement } from '../statement/parse-statements.ts';
import { parseStatements } from '../statement/parse-statements.ts';
import type { Guarding, Verdict } from './held-statement.ts';

export interface RerunGuardOptions {
  readonly journalSchema: string;
  /** `--choose already-exists=run-data|skip-data`; null while nobody has decided. */
  readonly data: 'run-data' | 'skip-data' | null;
  /** The migration tool's ledger: a row in it ends a migration. */
  readonly isLedger: (table: { readonly schema: string | null; readonly name: string }) => boolean;
  /** A statement was answered, or left out of its string, because its work is there already. */
  readonly onTwin: (object: QualifiedName, sql: string) => void;
  /** Instead of a statement VALIDATE is sent for its key, which an earlier run had left NOT VALID. */
  readonly onUnchecked: (constraint: string, sql: string) => void;
  /** A data statement was stopped: the run has to be told how it shall be. */
  readonly onStopped: (sql: string) => void;
}

export interface RerunGuard {
  guard(sql: string): Guarding | null;
  /** A statement outside a transaction was answered as done: what follows in its migration may have been done too. */
  halfApplied(): void;
}

/** The guard looks before every such statement: one that has to wait for a lock waits by itself. */
const patience = '500ms';

const mayDeclareKey = /\breferences\b/i;
const tags = {
  insert: 'INSERT 0 0',
  update: 'UPDATE 0',
  delete: 'DELETE 0',
  merge: 'MERGE 0',
} as const;

/**
 * Watches over the second run of a migration that stopped half way. An unnamed foreign key that an earlier run laid
 * would be laid again as a twin, without any error; one that it left NOT VALID is validated instead. And where a
 * statement was answered as done outside a transaction, the error that stopped a second run is gone: data statements
 * behind it may write what is written already, which only the user can know.
 */
export function guardReruns(options: RerunGuardOptions): RerunGuard {
  let half = false;
  return {
    halfApplied: () => {
      half = true;
    },
    guard(sql) {
      const keys = mayDeclareKey.test(sql);
      if (!half && !keys) return null;
      const parsed = parseStatements(sql);
      if (!parsed.ok) return null;
      const data = half ? dataIn(parsed.statements) : null;
      if (data !== null && writesLedger(data, options)) half = false;
      else if (data !== null && options.data !== 'run-data') return stopOrSkip(sql, data, options);
      if (!keys || !parsed.statements.some(addsKey)) return null;
      // What cannot be looked at is sent as it is: PostgreSQL has the last word.
      return (session, joined) =>
        leaveOutTwins(session, joined, sql, parsed.statements, options).catch(
          (): Verdict => ({ kind: 'pass' }),
        );
    },
  };
}

function dataIn(statements: readonly ParsedStatement[]): ParsedStatement | null {
  return statements.find(({ kind }) => kind === 'data' || kind === 'copy') ?? null;
}

function writesLedger({ declarations }: ParsedStatement, { isLedger }: RerunGuardOptions): boolean {
  return declarations.some((one) => one.kind === 'data' && isLedger(one.table));
}

function stopOrSkip(sql: string, data: ParsedStatement, options: RerunGuardOptions): Guarding {
  return async () => {
    const written = data.declarations.find((one) => one.kind === 'data');
    if (options.data === 'skip-data' && written !== undefined && written.operation !== 'copy') {
      return { kind: 'answer', tag: tags[written.operation] };
    }
    options.onStopped(sql);
    throw new ServerError({
      severity: 'ERROR',
      sqlstate: '55000',
      message: 'pgmend: an earlier run of this migration may have written this data already',
      detail:
        'A statement before it was there already and was answered as done, so nothing else tells a first run from a second.',
      hint: 'Look at the table, then run again with --choose already-exists=run-data or --choose already-exists=skip-data.',
    });
  };
}

function addsKey({ declarations }: ParsedStatement): boolean {
  return declarations.some((one) => one.kind === 'foreign-key' && one.origin === 'add-constraint');
}

async function leaveOutTwins(
  session: Session,
  joined: boolean,
  sql: string,
  statements: readonly ParsedStatement[],
  options: RerunGuardOptions,
): Promise<Verdict> {
  const seen = (work: (catalog: Catalog) => Promise<ParsedStatement[]>) =>
    look(session, options.journalSchema, work, { lockTimeout: patience });
  const validate = new Map<ParsedStatement, string>();
  const find = async (catalog: Catalog): Promise<ParsedStatement[]> =>
    statements.filter((one) => {
      if (!addsKey(one)) return false;
      const text = sql.slice(one.start, one.end);
      const [twin] = diagnoseTwins(text, catalog);
      if (twin !== undefined) options.onTwin(twin.object, text);
      const unchecked = diagnoseUncheckedTwin(text, catalog);
      const name = unchecked?.constraint ?? null;
      if (unchecked !== null && name !== null) {
        options.onUnchecked(name, text);
        const table = quoteQualified(unchecked.referencing.table);
        validate.set(one, `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdent(name)}`);
      }
      return twin !== undefined;
    });
  const twins = joined ? await seen(find) : await inTransaction(session, () => seen(find));
  if (twins.length === 0 && validate.size === 0) return { kind: 'pass' };
  if (twins.length === statements.length) return { kind: 'answer', tag: 'ALTER TABLE' };
  const rest = statements.filter((one) => !twins.includes(one));
  const texts = rest.map((one) => validate.get(one) ?? sql.slice(one.start, one.end));
  return { kind: 'retry', sql: texts.join(';\n') };
}

/** What `--choose already-exists=…` says about data. */
export function dataChoice(choices: PlanOptions['chosen']): RerunGuardOptions['data'] {
  const chosen = choices['already-exists/data'] ?? choices['already-exists'];
  return chosen === 'run-data' || chosen === 'skip-data' ? chosen : null;
}

/** The question that a stopped data statement leaves. */
export function dataDecision(sql: string): Decision {
  return {
    fault: 'already-exists',
    question: `An earlier run of this migration may have written this data already: ${sql.trim().slice(0, 200)}`,
    options: [
      { flag: '--choose already-exists=run-data', effect: 'it has not: run the data statements' },
      { flag: '--choose already-exists=skip-data', effect: 'it has: answer them as done' },
    ],
  };
}
