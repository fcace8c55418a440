import { addDetails } from '../catalog/add-details.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Standing } from '../catalog/standing.ts';
import { diagnoseCatalog } from '../diagnose/diagnose-catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import { putOffKeys } from '../diagnose/faults/put-off-key/put-off-key.ts';
import type { Plan } from '../plan/plan.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { onlySuspect } from '../values/only-suspect.ts';
import type { InspectRequest } from './inspect-database.ts';
import { readPutOffKeys } from './journal.ts';
import { preparePlan } from './prepare-plan.ts';
import { tablesAround } from './tables-around.ts';

/** What was read without looking at a row. */
export interface Outlined {
  readonly outline: Catalog;
  /** null: only the foreign key that the request says to be put off is looked at. */
  readonly standing: Standing | null;
}

/**
 * The faults that an outline shows, looked at and planned for, with the details of the tables around them.
 *
 * @param session inside a transaction, under quietSettings; nothing is changed.
 * @throws PgmendError `bad-map`, `no-such-schema`, `no-such-fault`.
 */
export async function planStanding(
  session: Session,
  { outline, standing }: Outlined,
  request: InspectRequest,
): Promise<{ readonly catalog: Catalog; readonly plan: Plan }> {
  const only = request.only ?? [];
  const { putOff, plan: options } = request;
  const { journalSchema } = options;
  if (request.schema !== null && !outline.schemas.includes(request.schema))
    throw noSuchSchema(request.schema, outline.schemas);
  const isMeant = (fault: Fault) =>
    isIn(fault, request.schema) && (only.length === 0 || isNamed(fault, only));
  const waiting = putOff === undefined ? await readPutOffKeys(session, journalSchema) : [putOff];
  if (waiting.length > 0) await loadParser();
  const faultsOf = (seen: Catalog) =>
    [
      ...(standing === null ? [] : diagnoseCatalog(seen, standing)),
      ...putOffKeys(seen, waiting),
    ].filter(isMeant);
  // What the server has to put into words is read for the tables of what is found, which is then looked at again.
  const candidates = faultsOf(outline);
  const suspects = await onlySuspect(session, outline, candidates);
  const around = tablesAround(outline, suspects);
  const catalog =
    around.length === 0 ? outline : await addDetails(session, outline, journalSchema, around);
  const suspected = new Set(suspects);
  const sound = new Set(candidates.filter((one) => !suspected.has(one)).map(nameOf));
  const faults = (catalog === outline ? candidates : faultsOf(catalog)).filter(
    (one) => !sound.has(nameOf(one)),
  );
  const plan = await preparePlan(session, {
    catalog,
    faults,
    statement: null,
    options,
    maps: request.maps,
    patience: request.patience ?? null,
    wanted: only.length > 0,
  });
  if (only.length > 0 && plan.faults.length === 0) throw noSuchFault(only);
  return { catalog, plan };
}

function nameOf({ kind, id }: Fault): string {
  return `${kind} ${id}`;
}

function isIn(fault: Fault, schema: string | null): boolean {
  if (schema === null) return true;
  const own = 'schema' in fault ? fault.schema : fault.referencing?.table.schema;
  return own === schema;
}

function isNamed({ id, kind }: Fault, only: readonly string[]): boolean {
  return [id, kind, `${kind}:${id}`].some((name) => only.includes(name));
}

function noSuchFault(only: readonly string[]): PgmendError {
  return new PgmendError(
    'no-such-fault',
    `Nothing is wrong under the name ${only.join(', ')}.`,
    'See what is: pgmend doctor',
    2,
  );
}

function noSuchSchema(schema: string, schemas: readonly string[]): PgmendError {
  return new PgmendError(
    'no-such-schema',
    `There is no schema ${schema} in this database, or none with tables of yours.`,
    `Name it as it is written there; there ${schemas.length === 1 ? 'is' : 'are'}: ${schemas.join(', ')}`,
    2,
  );
}
