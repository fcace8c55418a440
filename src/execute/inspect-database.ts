import type { Catalog } from '../catalog/catalog.ts';
import { type ReadCatalogOptions, readOutline } from '../catalog/read-catalog.ts';
import { readEmptyTables, readPageless } from '../catalog/read-empty-tables.ts';
import { readStanding } from '../catalog/read-standing.ts';
import type { Standing } from '../catalog/standing.ts';
import type { WaitingKey } from '../diagnose/put-off-key.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import { look } from './look.ts';
import type { Patience } from './look-within.ts';

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
  /** Called once the server has been asked for everything and works at the answers: time for what else has to be done. */
  readonly meanwhile?: () => void;
}

/**
 * Everything that is wrong in the database, with the plan that would mend it. Reads only.
 *
 * @param session outside any transaction.
 * @throws PgmendError `bad-map`, `no-such-schema`, `no-such-fault`.
 */
export async function inspectDatabase(
  session: Session,
  request: InspectRequest,
): Promise<{ readonly catalog: Catalog; readonly plan: Plan }> {
  const { journalSchema } = request.plan;
  let standing: Standing | null = null;
  const read = async (quiet: Session, options: ReadCatalogOptions) => {
    if (request.putOff !== undefined) return readOutline(quiet, options);
    const [outline, beside, pageless] = await pipelined(quiet, (ahead) => {
      const answers = [
        readOutline(ahead, options).then(prepared),
        readStanding(ahead, journalSchema),
        readPageless(ahead, journalSchema),
        loaded(),
      ] as const;
      request.meanwhile?.();
      return Promise.all(answers);
    });
    standing = { ...beside, empty: await readEmptyTables(quiet, pageless) };
    return outline;
  };
  const work = async (outline: Catalog) => {
    const { planStanding } = await loaded();
    return planStanding(session, { outline, standing }, request);
  };
  return inTransaction(session, () => look(session, journalSchema, work, { read }));
}

/** What diagnoses and plans takes long to load: the server works meanwhile. */
function loaded() {
  return import('./plan-standing.ts');
}

async function prepared(outline: Catalog): Promise<Catalog> {
  const { prepareDiagnosis } = await import('../diagnose/diagnose-catalog.ts');
  return prepareDiagnosis(outline);
}
