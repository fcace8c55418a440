import type { Catalog } from '../catalog/catalog.ts';
import type { ServerError } from '../postgres/server-error.ts';
import type { ParsedStatement } from '../statement/parse-statements.ts';
import type { Fault } from './fault.ts';
import type { PendingTable, PutOffKey } from './put-off-key.ts';

/** What a kind of fault is recognised from: SQLSTATE, what the text declares, the catalog; never the error's language. */
export interface DiagnosisInput {
  /** What was sent, whole; null where only the error is known. */
  readonly statement: string | null;
  /** The text that the ranges of `statements` mean. */
  readonly text: string;
  /** null: the statement is looked at before it is sent. */
  readonly error: ServerError | null;
  /** As it was before the string was sent: a failed string leaves nothing. */
  readonly catalog: Catalog;
  /** The statements of the string; empty when it is unknown or not PostgreSQL's SQL. */
  readonly statements: readonly ParsedStatement[];
  /** The statements were taken from the error's context (a DO block, a function): their ranges mean nothing to the sender. */
  readonly fromContext: boolean;
  /** Tables that migration files make which are still to run; null where no foreign key may be put off. */
  readonly pendingTables: readonly PendingTable[] | null;
  /** Foreign keys that are put off already. */
  readonly putOff: readonly PutOffKey[];
}

/** One kind of fault: one folder in faults/, one row in the array of diagnose.ts. */
export interface FaultDetector {
  readonly kind: Fault['kind'];
  /** SQLSTATEs of the errors that may mean this fault. */
  readonly sqlstates: readonly string[];
  detect(input: DiagnosisInput): readonly Fault[];
}
