import { addDetails } from '../catalog/add-details.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type ReadCatalogOptions, readOutline } from '../catalog/read-catalog.ts';
import { readEmptyTables, readStanding } from '../catalog/read-standing.ts';
import type { Standing } from '../catalog/standing.ts';
import { diagnoseCatalog, prepareDiagnosis } from '../diagnose/diagnose-catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import { putOffKeys } from '../diagnose/faults/put-off-key/put-off-key.ts';
import type { WaitingKey } from '../diagnose/put-off-key.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { onlySuspect } from '../values/only-suspect.ts';
import { readPutOffKeys } from './journal.ts';
import { look } from './look.ts';
import type { Patience } from './look-within.ts';
import { preparePlan } from './prepare-plan.ts';
import { tablesAround } from './tables-around.ts';

export interface InspectRequest {
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  /** Only faults of tables in this schema; null for all. */
  readonly schema: string | null;
  /** Only what is about this foreign key that is put off. */
  readonly putOff?: WaitingKey;
  /** Only these faults, by id, kind, or `kind:id`; absent or empty: all. */
  readonly only?: readonly string[];
  /** How long to look; absent: as long as it takes. */
  readonly patience?: Patience | null;
}

/**
 * Everything that is wrong in the database, with the plan that would mend it. Reads only.
 *
 * @param session outside any transaction.
 * @throws PgmendError `bad-map`, `no-such-fault`.
 */
export async function inspectDatabase(
  session: Session,
  request: InspectRequest,
): Promise<{ readonly catalog: Catalog; readonly plan: Plan }> {
  const only = request.only ?? [];
  const { putOff, plan: planOptions } = request;
  const { journalSchema } = planOptions;
  const isMeant = (fault: Fault) =>
    isIn(fault, request.schema) && (only.length === 0 || isNamed(fault, only));
  let standing: Standing | null = null;
  const read = async (quiet: Session, options: ReadCatalogOptions) => {
    if (putOff !== undefined) return readOutline(quiet, options);
    const [outline, beside] = await pipelined(quiet, (ahead) =>
      Promise.all([
        readOutline(ahead, options).then(prepareDiagnosis),
        readStanding(ahead, journalSchema),
      ]),
    );
    standing = { ...beside, empty: await readEmptyTables(quiet, journalSchema) };
    return outline;
  };
  const work = async (outline: Catalog) => {
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
      options: planOptions,
      maps: request.maps,
      patience: request.patience ?? null,
      wanted: only.length > 0,
    });
    if (only.length > 0 && plan.faults.length === 0) throw noSuchFault(only);
    return { catalog, plan };
  };
  return inTransaction(session, () => look(session, journalSchema, work, { read }));
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
