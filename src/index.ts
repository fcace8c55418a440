/**
 * pgmend: gets a PostgreSQL migration past a foreign key that cannot be implemented.
 *
 * The words, in the order in which the data flows:
 * a **held statement** and its server error, with the **catalog**, become **faults**; their values give
 * **evidence** for a **mapping**; faults, evidence and chosen **remedies** make a **plan** of **steps**;
 * the plan is executed and **journalled**; the **proof** compares schema and data before and after.
 */
export type { Catalog } from './catalog/catalog.ts';
export { comparability, isComparable } from './catalog/comparability.ts';
export type { Dependent } from './catalog/dependent.ts';
export type { Fingerprint, FingerprintDifference } from './catalog/fingerprint.ts';
export { readCatalog } from './catalog/read-catalog.ts';
export { readDependents } from './catalog/read-dependents.ts';
export { readFingerprint } from './catalog/read-fingerprint.ts';
export { readSearchPath } from './catalog/read-search-path.ts';
export { diagnose, diagnoseCatalog } from './diagnose/diagnose.ts';
export { explainAll, explainText } from './diagnose/explain/explain-text.ts';
export type { Explanation } from './diagnose/explain/explanation.ts';
export type { Fault, FaultKind } from './diagnose/fault.ts';
export type { PendingTable, PutOffKey, WaitingKey } from './diagnose/put-off-key.ts';
export {
  type Applied,
  applyPlan,
  type ExecuteOptions,
  ProofFailed,
} from './execute/apply-plan.ts';
export { executeDirect } from './execute/execute-direct.ts';
export { type InspectRequest, inspectDatabase } from './execute/inspect-database.ts';
export {
  type JournalledRepair,
  type Kept,
  readKept,
  readPutOffKeys,
  readRepairs,
} from './execute/journal.ts';
export { look } from './execute/look.ts';
export type { RunInfo } from './execute/open-run.ts';
export { planRekey, type RekeyRequest } from './execute/plan-rekey.ts';
export { type PrepareRequest, preparePlan } from './execute/prepare-plan.ts';
export type { Progress } from './execute/progress.ts';
export type { RunLedger, ToldTable } from './execute/run-ledger.ts';
export { type Undone, type UndoOptions, undoRun } from './execute/undo-run.ts';
export type { Conversion, Decision, Plan, Remedy, Unmatched } from './plan/plan.ts';
export type { PlanOptions } from './plan/plan-options.ts';
export type { Hazard, LockMode, Step } from './plan/step.ts';
export { connect, type OwnSession } from './postgres/connect.ts';
export { inTransaction } from './postgres/in-transaction.ts';
export { PgmendError } from './postgres/pgmend-error.ts';
export { ServerError } from './postgres/server-error.ts';
export type { Param, QueryResult, Session } from './postgres/session.ts';
export type { Target, TlsTarget } from './postgres/target.ts';
export { quietSettings, withSettings } from './postgres/with-settings.ts';
export type { Beside, LiveEnd, LiveWay } from './relay/beside.ts';
export type { Answer, HeldOutcome } from './relay/held-outcome.ts';
export type {
  ClientConnection,
  Guarding,
  HeldStatement,
  Settlement,
  Verdict,
} from './relay/held-statement.ts';
export { createMender, type Mender, type MenderOptions } from './relay/mend-held.ts';
export { redirectEnvironment, substituteUrl } from './relay/redirect.ts';
export { type Relay, type RelayOptions, startRelay } from './relay/relay.ts';
export { reportPlan } from './report/report-plan.ts';
export { reportSql } from './report/report-sql.ts';
export { loadParser, parseStatements } from './statement/parse-statements.ts';
export type { Evidence, WeighedMapping } from './values/evidence.ts';
export type { Mapping } from './values/mapping.ts';
export { compareFingerprints } from './verify/compare-fingerprints.ts';
export type { Proof } from './verify/proof.ts';
