import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, findRelation } from '../catalog/lookup.ts';
import { type ColumnRef, readDependents } from '../catalog/read-dependents.ts';
import type { Fault, IncompatibleTypes } from '../diagnose/fault.ts';
import { inferReferences } from '../diagnose/infer-references.ts';
import { buildPlan, conversionsOf, planFindings } from '../plan/build-plan.ts';
import type { Finding } from '../plan/finding.ts';
import type { Conversion, Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';
import type { FoundColumn } from '../values/found-column.ts';
import { gatherFacts } from '../values/gather-facts.ts';
import { parseMap } from '../values/parse-map.ts';
import { valuePlace } from '../values/value-place.ts';

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
  const { catalog, faults, options, statement } = request;
  const gathering = {
    catalog,
    statement,
    maps: request.maps.map((text) => parseMap(catalog, text)),
  };
  const findings: Finding[] = [];
  for (const fault of [...faults, ...inferred(catalog, faults)]) {
    const optional = fault.declaredBy === 'names';
    const gathered = await attempt(session, () => gatherFacts(session, fault, gathering));
    if ('error' in gathered) {
      // What only a name suggests is dropped where this role may not look at it.
      if (optional && gathered.error.sqlstate === '42501') continue;
      throw gathered.error;
    }
    const facts = gathered.value;
    // The facts are those of the fault's own kind, which the compiler cannot follow.
    const finding = { kind: fault.kind, fault, facts, optional } as Finding;
    if (!isThere(finding)) continue;
    if (optional && (!confirmed(finding) || isLookedUp(finding, findings))) continue;
    findings.push(finding);
  }
  const input = { catalog, findings, options, statement };
  const planned = planFindings(input);
  const changing = conversionsOf(planned).flatMap((one) => columnOf(catalog, one) ?? []);
  const dependents = changing.length === 0 ? [] : await readDependents(session, catalog, changing);
  return buildPlan(input, planned, dependents);
}

/** The column in which a mapping of the same plan finds the old values holds them for good reason. */
function isLookedUp(candidate: Finding, findings: readonly Finding[]): boolean {
  const places = findings
    .flatMap((one) => columnsOf(one))
    .flatMap(({ mapped, weighed: [best] }) =>
      best === undefined ? [] : (valuePlace(mapped, best.mapping) ?? []),
    );
  return columnsOf(candidate).some(({ mapped: { table, column } }) =>
    places.some(
      (place) =>
        place.table.schema === table.schema &&
        place.table.name === table.name &&
        place.column === column,
    ),
  );
}

function columnsOf(finding: Finding): readonly FoundColumn[] {
  return finding.kind === 'incompatible-types' ? finding.facts.columns : [];
}

/** Other columns with the same fault; names alone are not enough, see {@link confirmed}. */
function inferred(catalog: Catalog, faults: readonly Fault[]): IncompatibleTypes[] {
  const held = faults.filter(
    (one): one is IncompatibleTypes =>
      one.kind === 'incompatible-types' && one.declaredBy !== 'names',
  );
  return held.flatMap((fault) => inferReferences(catalog, fault));
}

/** Whether rows reference nothing, only counting tells. */
function isThere(finding: Finding): boolean {
  return finding.kind !== 'orphans' || finding.facts.keys.length > 0;
}

/** An inferred reference is one only when its values say so: most of them map, and not all are NULL. */
function confirmed(finding: Finding): boolean {
  if (finding.kind === 'no-unique-key') {
    const { duplicateKeys, nulls, references } = finding.facts;
    return (
      duplicateKeys === 0 &&
      nulls === 0 &&
      references !== null &&
      references.matched > 0 &&
      references.unmatched === 0
    );
  }
  if (finding.kind !== 'incompatible-types') return true;
  const { columns } = finding.facts;
  return (
    columns.length > 0 &&
    columns.every(({ weighed: [best] }) => {
      if (best === undefined) return false;
      const { matched, unmatched, ambiguous } = best.evidence;
      return matched > 0 && matched >= unmatched + ambiguous && best.doubt === null;
    })
  );
}

function columnOf(catalog: Catalog, { mapped }: Conversion): ColumnRef | null {
  const table = findRelation(catalog, mapped.table);
  const column = table === undefined ? undefined : columnByName(table, mapped.column);
  return table === undefined || column === undefined
    ? null
    : { table: table.oid, column: column.number, newType: mapped.newTypeOid };
}
