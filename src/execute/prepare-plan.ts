import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { columnByName, columnByNumber, primaryKeyIndex, relationByOid } from '../catalog/lookup.ts';
import { readDependents } from '../catalog/read-dependents.ts';
import type { Fault, IncompatibleTypes } from '../diagnose/fault.ts';
import { inferReferences } from '../diagnose/infer-references.ts';
import { type Amendment, buildPlan } from '../plan/build-plan.ts';
import type { Finding, FoundColumn } from '../plan/finding.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import type { Session } from '../postgres/session.ts';
import { amendText } from '../statement/amend.ts';
import type { CandidateScope } from '../values/candidate-mappings.ts';
import { convertDefault } from '../values/convert-default.ts';
import { findMappings } from '../values/find-mappings.ts';
import { type GivenMap, parseMap } from '../values/parse-map.ts';

export interface PrepareRequest {
  readonly catalog: Catalog;
  readonly faults: readonly Fault[];
  /** The held statement, where there is one. */
  readonly statement: string | null;
  readonly options: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
}

/**
 * Looks at the values behind the faults and makes the plan: mappings with their evidence, dependents, and the other
 * columns with the same fault, which names suggest and values confirm.
 *
 * @param session inside a transaction, under quietSettings; nothing is changed.
 * @throws PgmendError `bad-map`.
 */
export async function preparePlan(session: Session, request: PrepareRequest): Promise<Plan> {
  const { catalog, faults, options } = request;
  const maps = request.maps.map((text) => parseMap(catalog, text));
  const findings: Finding[] = [];
  for (const fault of [...faults, ...inferred(catalog, faults)]) {
    const columns = await lookAt(session, catalog, fault, maps);
    const optional = fault.declaredBy === 'names';
    if (optional && !(columns.length > 0 && columns.every(confirmed))) continue;
    findings.push({ fault, columns, optional });
  }
  const part = findings.filter((one) => !one.optional || options.all);
  const changing = part.flatMap(({ columns }) =>
    columns.flatMap(({ mapped }) => {
      const table = catalog.relations.find(
        (one) => one.schema === mapped.table.schema && one.name === mapped.table.name,
      );
      const column = table === undefined ? undefined : columnByName(table, mapped.column);
      return table === undefined || column === undefined
        ? []
        : [{ table: table.oid, column: column.number }];
    }),
  );
  const dependents = changing.length === 0 ? [] : await readDependents(session, catalog, changing);
  return buildPlan(catalog, findings, dependents, amendment(request), options);
}

/** Other columns with the same fault; names alone are not enough, see {@link confirmed}. */
function inferred(catalog: Catalog, faults: readonly Fault[]): IncompatibleTypes[] {
  const held = faults.filter((one): one is IncompatibleTypes => one.kind === 'incompatible-types');
  return held.flatMap((fault) => inferReferences(catalog, fault));
}

/** An inferred reference is one only when its values say so: most of them map, and not all are NULL. */
function confirmed({ weighed: [best] }: FoundColumn): boolean {
  if (best === undefined) return false;
  const { matched, unmatched, ambiguous } = best.evidence;
  return matched > 0 && matched >= unmatched + ambiguous && best.doubt === null;
}

async function lookAt(
  session: Session,
  catalog: Catalog,
  fault: Fault,
  maps: readonly GivenMap[],
): Promise<FoundColumn[]> {
  if (fault.kind !== 'incompatible-types') return [];
  const found: FoundColumn[] = [];
  for (const pair of fault.pairs) {
    if (fault.amend.some((one) => one.pair === pair)) continue;
    const scope = scopeOf(catalog, fault, pair);
    if (scope === null) continue;
    const given = maps.find(
      (one) => one.table.oid === scope.referencing.oid && one.column === scope.column.name,
    );
    const mappings = await findMappings(session, scope, given?.mapping ?? null);
    const best = mappings.weighed[0]?.mapping ?? { kind: 'cast' };
    found.push({
      ...mappings,
      default: await convertDefault(
        session,
        scope.referencing,
        scope.column,
        mappings.mapped,
        best,
      ),
      notNull: scope.column.notNull,
      bytes: scope.referencing.bytes,
      primaryKey: primaryKeyOf(catalog, scope.referencing),
      columns: scope.referencing.columns
        .filter((one) => one.generated === null)
        .map((one) => one.name),
      given: given !== undefined,
    });
  }
  return found;
}

function scopeOf(catalog: Catalog, fault: IncompatibleTypes, pair: number): CandidateScope | null {
  const referencing = relationByOid(catalog, fault.referencing.oid);
  const referenced = relationByOid(catalog, fault.referenced.oid);
  const column = columnOf(referencing, fault.referencing.columns[pair]?.name);
  const key = columnOf(referenced, fault.referenced.columns[pair]?.name);
  if (
    referencing === undefined ||
    referenced === undefined ||
    column === undefined ||
    key === undefined
  )
    return null;
  return { catalog, referencing, column, referenced, key };
}

function columnOf(relation: Relation | undefined, name: string | undefined): Column | undefined {
  return relation === undefined || name === undefined ? undefined : columnByName(relation, name);
}

function primaryKeyOf(catalog: Catalog, relation: Relation): string[] | null {
  const index = primaryKeyIndex(catalog, relation);
  if (index === undefined) return null;
  return index.columns.flatMap(({ column }) => columnByNumber(relation, column)?.name ?? []);
}

function amendment({ faults, statement }: PrepareRequest): Amendment | null {
  if (statement === null) return null;
  const edits = faults.flatMap((fault) =>
    fault.kind !== 'incompatible-types'
      ? []
      : fault.amend.flatMap(({ pair, side, range }) => {
          const other = (side === 'referencing' ? fault.referenced : fault.referencing).columns[
            pair
          ];
          const own = fault[side].columns[pair];
          return other === undefined || own === undefined
            ? []
            : [{ range, text: other.type, change: `${own.name}: ${own.type} → ${other.type}` }];
        }),
  );
  if (edits.length === 0) return null;
  return { sql: amendText(statement, edits), changes: edits.map((one) => one.change) };
}
