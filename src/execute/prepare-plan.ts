import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, findRelation } from '../catalog/lookup.ts';
import { type ColumnRef, readDependents } from '../catalog/read-dependents.ts';
import type { Fault, IncompatibleTypes } from '../diagnose/fault.ts';
import { inferReferences } from '../diagnose/infer-references.ts';
import { buildPlan, conversionsOf, planFindings } from '../plan/build-plan.ts';
import type { Finding } from '../plan/finding.ts';
import type { Conversion, Plan, Uncounted } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { attempt } from '../postgres/attempt.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { FoundColumn } from '../values/found-column.ts';
import { gatherFacts } from '../values/gather-facts.ts';
import { parseMap } from '../values/parse-map.ts';
import { valuePlace } from '../values/value-place.ts';
import { confirmedFinding } from './confirm-finding.ts';
import { lookWithin, type Patience } from './look-within.ts';

export interface PrepareRequest {
  readonly catalog: Catalog;
  readonly faults: readonly Fault[];
  /** The held statement, where there is one. */
  readonly statement: string | null;
  readonly options: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  /** How long to look, without a statement; absent: as long as it takes. */
  readonly patience?: Patience | null;
  /** The user has named these faults: what only names and values show is part of the plan too. */
  readonly wanted?: boolean;
}

/**
 * Looks at the values behind the faults and makes the plan: mappings with their evidence, dependents, and the other
 * columns with the same fault, which names suggest and values confirm. Without a statement a fault that cannot be looked
 * at is told as such.
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
  const uncounted: Uncounted[] = [];
  const started = performance.now();
  for (const fault of [...faults, ...inferred(catalog, faults)]) {
    const named = fault.declaredBy === 'names';
    if (named && isSpent(request.patience ?? null, started)) {
      uncounted.push({ fault, reason: 'there was no time left for it' });
      continue;
    }
    const gathered =
      statement !== null
        ? await attempt(session, () => gatherFacts(session, fault, gathering))
        : await lookWithin(session, request.patience ?? null, () =>
            gatherFacts(session, fault, gathering),
          );
    if ('error' in gathered) {
      // What only a name suggests is dropped where this role may not look at it.
      if (named && gathered.error.sqlstate === '42501') continue;
      throw gathered.error;
    }
    if ('reason' in gathered) {
      uncounted.push({ fault, reason: gathered.reason });
      continue;
    }
    // The facts are those of the fault's own kind, which the compiler cannot follow.
    const found = { kind: fault.kind, fault, facts: gathered.value, optional: named } as Finding;
    const finding = confirmedFinding(found);
    if (finding === null || (named && isLookedUp(finding, findings))) continue;
    const optional = isOptional(finding) && request.wanted !== true;
    findings.push({ ...finding, optional } as Finding);
  }
  const kept = withoutRepeated(findings);
  const input = { catalog, findings: kept, options, statement };
  const planned = planFindings(input);
  const changing = conversionsOf(planned).flatMap((one) => columnOf(catalog, one) ?? []);
  const dependents = changing.length === 0 ? [] : await readDependents(session, catalog, changing);
  const plan = buildPlan(input, planned, dependents);
  return uncounted.length === 0 ? plan : { ...plan, uncounted };
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

/** Other columns with the same fault; names alone are not enough, see confirm-finding.ts. */
function inferred(catalog: Catalog, faults: readonly Fault[]): IncompatibleTypes[] {
  const held = faults.filter(
    (one): one is IncompatibleTypes =>
      one.kind === 'incompatible-types' && one.declaredBy !== 'names',
  );
  return held.flatMap((fault) => inferReferences(catalog, fault));
}

/** Nothing has failed yet: names alone say so, or a key still fits into the column that references it. */
function isOptional({ kind, fault, facts }: Finding): boolean {
  if (kind !== 'narrow-reference') return fault.declaredBy === 'names';
  return fault.declaredBy === 'catalog' && !facts.reaches.some((one) => one.exceeded);
}

/** The time for what only names suggest is over. */
function isSpent(patience: Patience | null, started: number): boolean {
  return patience !== null && performance.now() - started > patience.all;
}

/** A key whose rows are in inheriting tables has no orphans; columns of twin types are told of as a pair of columns. */
function withoutRepeated(findings: readonly Finding[]): Finding[] {
  const inherited = findings.flatMap((one) =>
    one.kind === 'inheritance-parent' ? [one.fault] : [],
  );
  const retyped = findings.flatMap((one) => (one.kind === 'incompatible-types' ? [one.fault] : []));
  return findings.filter(({ kind, fault }) => {
    if (kind === 'orphans' || kind === 'not-validated') {
      return !inherited.some(
        (one) =>
          one.constraint === fault.constraint && one.referencing?.oid === fault.referencing?.oid,
      );
    }
    if (fault.kind !== 'leftover-type') return true;
    return !retyped.some(({ referencing, referenced }) =>
      [referencing, referenced].some(({ table, columns }) =>
        columns.some(({ name }) =>
          fault.usedBy.includes(`${displayQualified(table)}.${displayIdent(name)}`),
        ),
      ),
    );
  });
}

function columnOf(catalog: Catalog, { mapped }: Conversion): ColumnRef | null {
  const table = findRelation(catalog, mapped.table);
  const column = table === undefined ? undefined : columnByName(table, mapped.column);
  return table === undefined || column === undefined
    ? null
    : { table: table.oid, column: column.number, newType: mapped.newTypeOid };
}
