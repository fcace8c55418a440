import type { Dependent } from '../../catalog/dependent.ts';
import { identity, partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import { displayQualified } from '../../postgres/quote.ts';
import type { Hazard, PlannedChange, Step, StepLock } from '../step.ts';

/** Takes away what stands in the way of the change, in the order of the list. */
export function liftDependents(dependents: readonly Dependent[]): Step {
  return step('lift-dependents', 'lift', dependents, (one) => one.drop);
}

/** Lays it back from the catalog's own definitions, in reverse order. */
export function layDependents(dependents: readonly Dependent[]): Step {
  const laid = step('lay-dependents', 'lay back', [...dependents].reverse(), (one) => one.restore);
  return { ...laid, hazards: refreshed(dependents) };
}

/** Fills the materialized views among them once more, in the order in which they stand on each other. */
export function refillViews(dependents: readonly Dependent[]): Step[] {
  const filled = filledViews([...dependents].reverse());
  if (filled.length === 0) return [];
  const sql = filled.map(({ restore }) => restore.slice(restore.findIndex(isFilling) - 2));
  return [
    {
      kind: 'refill-views',
      title: `fill ${filled.map((one) => one.description).join(', ')} with the rows that came back`,
      sql: sql.flat(),
      about: filled.flatMap((one, at) => (sql[at] ?? []).map(() => one.description)),
      locks: [],
      hazards: [],
      changes: [],
    },
  ];
}

function isFilling(sql: string): boolean {
  return sql.startsWith('REFRESH MATERIALIZED VIEW');
}

function filledViews(dependents: readonly Dependent[]): Dependent[] {
  return dependents.filter(
    (one) => one.kind === 'materialized view' && one.restore.some(isFilling),
  );
}

/** A materialized view is filled by its query: what it showed since its last REFRESH is not kept. */
function refreshed(dependents: readonly Dependent[]): Hazard[] {
  const filled = filledViews(dependents);
  if (filled.length === 0) return [];
  const names = filled.map((one) => displayQualified(one.object)).join(', ');
  return [
    {
      kind: 'refreshes-views',
      message: `${names} ${filled.length === 1 ? 'is' : 'are'} filled again, as REFRESH MATERIALIZED VIEW does: with what the tables hold now.`,
    },
  ];
}

function step(
  kind: string,
  verb: string,
  dependents: readonly Dependent[],
  sql: (dependent: Dependent) => readonly string[],
): Step {
  return {
    kind,
    title: `${verb} ${dependents.map((one) => one.description).join(', ')}`,
    sql: dependents.flatMap(sql),
    about: dependents.flatMap((one) => sql(one).map(() => one.description)),
    locks: locksOf(dependents),
    hazards: [],
    changes: dependents.flatMap(changesOf),
  };
}

/** Each table once in a mode. */
function locksOf(dependents: readonly Dependent[]): StepLock[] {
  const locks = dependents.flatMap((one) =>
    one.locks.map(({ schema, name }): StepLock => {
      const mode = one.kind === 'foreign key' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE';
      return { table: { schema, name }, mode };
    }),
  );
  return [...new Map(locks.map((lock) => [JSON.stringify(lock), lock])).values()];
}

/** What PostgreSQL rebuilds by itself with a change of types: it writes other casts into some of it. */
export function rebuiltChanges(dependents: readonly Dependent[]): PlannedChange[] {
  return dependents.filter((one) => one.handling === 'kept by PostgreSQL').flatMap(changesOf);
}

/** A view's columns take the types of what they show; expressions over a retyped column get other casts. */
function changesOf({ kind, object, locks }: Dependent): PlannedChange[] {
  const castsOnly = { facts: [], castsOnly: true } as const;
  const table = locks[0] ?? object;
  switch (kind) {
    case 'view':
    case 'materialized view':
      return [
        {
          identity: `${identity('column', object.schema, object.name)}.*`,
          facts: ['type', 'collation'],
        },
        { identity: relationIdentity(kind, object), ...castsOnly },
      ];
    case 'policy':
    case 'trigger':
    case 'rule':
      return [{ identity: partIdentity(kind, table, object.name), ...castsOnly }];
    case 'constraint':
      return [{ identity: partIdentity(kind, table, object.name), ...castsOnly }];
    case 'index':
      return [{ identity: relationIdentity(kind, object), ...castsOnly }];
    case 'generated column':
      return [{ identity: `${identity('column', object.schema, object.name)}.*`, ...castsOnly }];
    default:
      return [];
  }
}
