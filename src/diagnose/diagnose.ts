import type { Catalog } from '../catalog/catalog.ts';
import type { ServerError } from '../postgres/server-error.ts';
import { type ParsedStatement, parseStatements } from '../statement/parse-statements.ts';
import type { DiagnosisInput, FaultDetector } from './diagnosis-input.ts';
import { explainedDetectors } from './explained-detectors.ts';
import { withoutSuperseded } from './explained-kinds.ts';
import type { AlreadyExists, Fault, Orphans } from './fault.ts';
import { alreadyExists, twinsIn } from './faults/already-exists/already-exists.ts';
import { uncheckedTwins } from './faults/already-exists/same-foreign-key.ts';
import { blockedTypeChange } from './faults/blocked-type-change/blocked-type-change.ts';
import { incompatibleTypes } from './faults/incompatible-types/incompatible-types.ts';
import { laterTable } from './faults/later-table/later-table.ts';
import { narrowReference } from './faults/narrow-reference/narrow-reference.ts';
import { noUniqueKey } from './faults/no-unique-key/no-unique-key.ts';
import { orphans, uncheckedKey } from './faults/orphans/orphans.ts';
import { pendingTriggerEvents } from './faults/pending-trigger-events/pending-trigger-events.ts';
import { typeChangeFails } from './faults/type-change-fails/type-change-fails.ts';
import type { PendingTable, PutOffKey } from './put-off-key.ts';

/** Every kind of fault that pgmend knows; a new one is a folder in faults/ and a row here. */
const detectors: readonly FaultDetector[] = [
  incompatibleTypes,
  alreadyExists,
  blockedTypeChange,
  typeChangeFails,
  pendingTriggerEvents,
  noUniqueKey,
  orphans,
  narrowReference,
  laterTable,
  ...explainedDetectors,
];

export interface DiagnoseRequest {
  /** What was sent, whole: one statement or several; null where only the error is known. */
  readonly statement: string | null;
  /** null: the statement is looked at before it is sent. */
  readonly error: ServerError | null;
  readonly catalog: Catalog;
  /** Tables that the project's migration files make which are still to run. Absent: no foreign key is put off. */
  readonly pendingTables?: readonly PendingTable[];
  /** Foreign keys that the journal has as put off. */
  readonly putOff?: readonly PutOffKey[];
}

/**
 * What is wrong, all of it that the statement, the error and the catalog show. Pure. Empty when the error is none
 * that pgmend knows: then it belongs to the tool, untouched.
 *
 * Needs `loadParser()` to have been awaited.
 */
export function diagnose(request: DiagnoseRequest): Fault[] {
  const { statement, error, catalog, pendingTables = null, putOff = [] } = request;
  const asked = detectors.filter(
    ({ sqlstates }) => error === null || sqlstates.includes(error.sqlstate),
  );
  if (asked.length === 0) return [];
  const input: DiagnosisInput = {
    statement,
    error,
    catalog,
    pendingTables,
    putOff,
    ...statementsOf(statement, error),
  };
  return withoutSuperseded(asked.flatMap((one) => [...one.detect(input)]));
}

export { diagnoseCatalog } from './diagnose-catalog.ts';

/**
 * The work of a statement that has not been sent yet is there already, and PostgreSQL would do it a second time
 * without an error: an unnamed foreign key becomes a twin (`…_fkey1`). One fault for each statement, all identical;
 * empty when the statement has anything left to do.
 *
 * Needs `loadParser()` to have been awaited.
 */
export function diagnoseTwins(statement: string, catalog: Catalog): AlreadyExists[] {
  return twinsIn(catalog, statement, parsedOf(statement));
}

/**
 * The key that a statement which has not been sent yet would lay a second time, where the first is NOT VALID: it was
 * stopped between `ADD … NOT VALID` and `VALIDATE`. Null for a key with a name, of which PostgreSQL says that it is
 * there, and where the statement does anything else.
 *
 * Needs `loadParser()` to have been awaited.
 */
export function diagnoseUncheckedTwin(statement: string, catalog: Catalog): Orphans | null {
  const statements = parsedOf(statement);
  const declared = statements.flatMap((one) => one.declarations);
  const [key] = declared;
  if (declared.length !== 1 || key?.kind !== 'foreign-key' || key.name !== null) return null;
  const [twin] = uncheckedTwins(catalog, statements);
  return twin === undefined ? null : uncheckedKey(catalog, twin);
}

/** SQLSTATEs of the errors that may be faults: the others need no look. */
export const faultSqlstates: ReadonlySet<string> = new Set(
  detectors.flatMap((one) => one.sqlstates),
);

type Statements = Pick<DiagnosisInput, 'text' | 'statements' | 'fromContext'>;

function statementsOf(statement: string | null, error: ServerError | null): Statements {
  const text = statement ?? '';
  const statements = parsedOf(text);
  const inner = statementInContext(error?.fields.where);
  if (statements.some((one) => one.declarations.length > 0) || inner === null) {
    return { text, statements, fromContext: false };
  }
  return { text: inner, statements: parsedOf(inner), fromContext: true };
}

function parsedOf(sql: string): readonly ParsedStatement[] {
  const parsed = parseStatements(sql);
  return parsed.ok ? parsed.statements : [];
}

/**
 * The statement that a DO block or function was running: CONTEXT quotes it first, whatever its language.
 * Source: _SPI_error_callback() in executor/spi.c.
 */
function statementInContext(where: string | undefined): string | null {
  const [, quoted] = /^[^"„«“]*["„«“]([\s\S]*?)["“”»]\s*(?:\n|$)/.exec(where ?? '') ?? [];
  return quoted ?? null;
}
