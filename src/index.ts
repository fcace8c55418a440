/**
 * pgmend: gets a PostgreSQL migration past a foreign key that cannot be implemented.
 *
 * The words, in the order in which the data flows:
 * a **held statement** and its server error, with the **catalog**, become **faults**; their values give
 * **evidence** for a **mapping**; faults, evidence and chosen **remedies** make a **plan** of **steps**;
 * the plan is executed and **journalled**; the **proof** compares schema and data before and after.
 */
export type { Catalog } from './catalog/catalog.ts';
export type { Dependent } from './catalog/dependent.ts';
export type { Fingerprint, FingerprintDifference } from './catalog/fingerprint.ts';
export type { Fault, FaultKind } from './diagnose/fault.ts';
export type { Plan } from './plan/plan.ts';
export type { Hazard, LockMode, Step } from './plan/step.ts';
export { PgmendError } from './postgres/pgmend-error.ts';
export { ServerError } from './postgres/server-error.ts';
export type { Session } from './postgres/session.ts';
export type { HeldStatement, Settlement, Verdict } from './relay/held-statement.ts';
export type { Evidence, WeighedMapping } from './values/evidence.ts';
export type { Mapping } from './values/mapping.ts';
export type { Proof } from './verify/proof.ts';
