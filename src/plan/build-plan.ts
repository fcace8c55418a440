import type { Catalog, Constraint } from '../catalog/catalog.ts';
import type { Dependent } from '../catalog/dependent.ts';
import { relationByOid } from '../catalog/lookup.ts';
import type { Fault } from '../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import { brokenForeignKeys } from './broken-foreign-keys.ts';
import { conversionSteps } from './conversion-steps.ts';
import { decideConversion } from './decide-conversion.ts';
import type { Finding } from './finding.ts';
import type { Conversion, Decision, Plan, PlannedFault } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';
import { remediesFor } from './remedies/remedies-for.ts';

/** The held statement with its types corrected, as `statement/amend.ts` makes it. */
export interface Amendment {
  readonly sql: string;
  readonly changes: readonly string[];
}

/**
 * Findings → plan. Pure: the same input gives the same plan.
 *
 * @param dependents what PostgreSQL ties to the columns that change, for all of them together.
 */
export function buildPlan(
  catalog: Catalog,
  findings: readonly Finding[],
  dependents: readonly Dependent[],
  amendment: Amendment | null,
  options: PlanOptions,
): Plan {
  const decisions: Decision[] = [];
  const refusals: string[] = [];
  const faults: PlannedFault[] = [];
  const converted: Conversion[] = [];
  for (const finding of findings) {
    const part = !finding.optional || options.all;
    const conversions: Conversion[] = [];
    for (const found of finding.columns) {
      const done = converted.find((one) => sameColumn(one, found.mapped));
      if (done !== undefined) continue;
      const verdict = decideConversion(finding.fault.id, found, options);
      const [weighed] = found.weighed;
      if (weighed === undefined) continue;
      if (verdict.kind === 'decide' && part) decisions.push(verdict.decision);
      if (verdict.kind === 'refuse' && part) refusals.push(verdict.reason);
      conversions.push({
        number: converted.length + conversions.length + 1,
        mapped: found.mapped,
        weighed,
        unmatched: verdict.kind === 'convert' ? verdict.unmatched : 'keep',
        notNull: found.notNull,
        default: found.default,
        rowKey: found.primaryKey ?? found.columns,
        bytes: found.bytes,
      });
    }
    if (part) converted.push(...conversions);
    const remedies = remediesFor(finding);
    faults.push({
      fault: finding.fault,
      remedies,
      chosen: remedies.find((remedy) => remedy.recommended)?.kind ?? null,
      optional: finding.optional,
      conversions,
    });
    const refusal = part ? refusalOf(finding.fault) : null;
    if (refusal !== null) refusals.push(refusal);
  }
  const together = joinRowKeys(converted, findings);
  refusals.push(
    ...dependents.flatMap((one) =>
      one.handling === 'refused' && one.reason !== null ? [one.reason] : [],
    ),
  );
  refusals.push(...brokenForeignKeys(catalog, together).map((key) => brokenSentence(catalog, key)));
  const steps =
    decisions.length + refusals.length === 0
      ? conversionSteps(catalog, together, dependents, options.journalSchema)
      : [];
  return {
    format: 1,
    journalSchema: options.journalSchema,
    database: catalog.database,
    serverVersion: catalog.serverVersion,
    faults: faults.map((fault) => ({
      ...fault,
      conversions: fault.conversions.map(
        (one) => together.find((other) => other.mapped === one.mapped) ?? one,
      ),
    })),
    purpose: 'mend',
    conversions: together,
    steps,
    decisions,
    refusals,
    amended: amendment,
  };
}

function brokenSentence(catalog: Catalog, key: Constraint): string {
  const from = relationByOid(catalog, key.table);
  const to = relationByOid(catalog, key.foreignKey?.referencedTable ?? 0);
  const names = [from, to].map((one) => (one === undefined ? 'a table' : displayQualified(one)));
  return `${displayIdent(key.name)} ties the column to ${names[1]} already (on ${names[0]}), and could not be laid back with the new type.`;
}

function sameColumn(conversion: Conversion, mapped: Conversion['mapped']): boolean {
  return sameTable(conversion, mapped) && conversion.mapped.column === mapped.column;
}

function sameTable(conversion: Conversion, { table }: Conversion['mapped']): boolean {
  return (
    conversion.mapped.table.schema === table.schema && conversion.mapped.table.name === table.name
  );
}

/** A row key must not hold a column that the plan converts: without the whole primary key, all others make it. */
function joinRowKeys(
  conversions: readonly Conversion[],
  findings: readonly Finding[],
): Conversion[] {
  return conversions.map((conversion) => {
    const together = conversions
      .filter((other) => sameTable(other, conversion.mapped))
      .map((other) => other.mapped.column);
    if (!conversion.rowKey.some((name) => together.includes(name))) return conversion;
    const found = findings
      .flatMap((one) => one.columns)
      .find((one) => one.mapped === conversion.mapped);
    return {
      ...conversion,
      rowKey: (found?.columns ?? []).filter((name) => !together.includes(name)),
    };
  });
}

function refusalOf(fault: Fault): string | null {
  switch (fault.kind) {
    case 'incompatible-types':
      return null;
    case 'already-exists':
      return fault.identical
        ? null
        : `${fault.objectKind} ${displayQualified(fault.object)} is there already, but is not what the statement declares.`;
  }
}
