import type { Catalog } from '../catalog/catalog.ts';
import { readSurroundings } from '../catalog/read-surroundings.ts';
import type { Plan, PlannedFault } from '../plan/plan.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Script } from '../report/script/script.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { KeyRequest } from '../tools/tool.ts';
import { inspect } from './inspect.ts';
import type { SharedOptions } from './options.ts';
import { readLedger } from './read-ledger.ts';
import { reading } from './with-database.ts';

export interface PlanForExport {
  readonly catalog: Catalog;
  readonly plan: Plan;
  readonly surroundings: Script['surroundings'];
  /** Pending migrations that declare a reference which the plan makes possible, in the tool's order. */
  readonly needing: readonly string[];
}

/**
 * What `fix` would do, and besides it what pending migrations need: references that only names and values show, and that
 * one of the project's own files declares.
 *
 * @throws PgmendError `changed-meanwhile`, and what `inspect` throws
 */
export async function planForExport(
  session: OwnSession,
  tool: DetectedTool | null,
  options: SharedOptions,
): Promise<PlanForExport> {
  const first = await inspect(session, options);
  const pending = await pendingFor(session, tool, first.plan);
  const wanted = first.plan.faults.filter(
    (one) => !one.optional || options.all === true || pending.some((each) => each.fault === one),
  );
  const isWidened = options.all !== true && wanted.some((one) => one.optional);
  const narrowed = {
    ...options,
    ...(isWidened ? { only: wanted.map(({ fault }) => `${fault.kind}:${fault.id}`) } : {}),
  };
  const before = await inspect(session, narrowed);
  const tables = tablesOf(before.plan);
  const digest = await digestOf(session, tables);
  // The definitions that the plan lays back and the value by which they are recognised belong together.
  const { catalog, plan } = await inspect(session, narrowed);
  if ((await digestOf(session, tables)) !== digest) {
    throw new PgmendError(
      'changed-meanwhile',
      'Somebody changed the tables while the plan was made.',
      'Run the command again when nobody is migrating.',
      1,
    );
  }
  const needing = pending.flatMap((one) => one.names);
  return {
    catalog,
    plan,
    surroundings: { tables, digest },
    needing: [...new Set(needing)].sort((one, other) => (one < other ? -1 : 1)),
  };
}

async function pendingFor(session: OwnSession, detected: DetectedTool | null, plan: Plan) {
  if (detected === null) return [];
  const { tool, project } = detected;
  const ledger = await reading(session, () => readLedger(detected, session));
  if (ledger === null) return [];
  const found: { readonly fault: PlannedFault; readonly names: readonly string[] }[] = [];
  for (const fault of plan.faults) {
    const names: string[] = [];
    for (const key of keysOf(fault)) {
      const files = await tool.declaring(project, key);
      names.push(...files.map((one) => one.name).filter((name) => !ledger.applied.includes(name)));
    }
    if (names.length > 0) found.push({ fault, names });
  }
  return found;
}

/** The references that the fault's repair makes possible. */
function keysOf({ fault, conversions }: PlannedFault): readonly KeyRequest[] {
  const ofOrphans = fault.kind === 'orphans' ? fault.keys.map((one) => one.referencing) : [];
  return [
    ...conversions.map(({ mapped }) => ({ table: mapped.table, columns: [mapped.column] })),
    ...ofOrphans.map(({ table, columns }) => ({ table, columns: columns.map((one) => one.name) })),
  ].map((one) => ({ ...one, constraint: null }));
}

/** Every table that a step locks or that the proof reads. */
function tablesOf(plan: Plan): QualifiedName[] {
  const all = [
    ...plan.tables.map((one) => one.table),
    ...[...plan.steps, ...plan.after].flatMap((step) => step.locks.map((one) => one.table)),
  ];
  const byName = new Map(all.map((one) => [JSON.stringify([one.schema, one.name]), one]));
  return [...byName.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { schema, name }]) => ({ schema, name }));
}

function digestOf(session: OwnSession, tables: readonly QualifiedName[]): Promise<string> {
  if (tables.length === 0) return Promise.resolve('');
  return reading(session, () => readSurroundings(session, tables));
}
