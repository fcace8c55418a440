import type { Catalog, Constraint } from '../catalog/catalog.ts';
import type { Dependent } from '../catalog/dependent.ts';
import { columnByName, findRelation, relationByOid } from '../catalog/lookup.ts';
import { displayIdent, displayQualified, quoteQualified } from '../postgres/quote.ts';
import { brokenForeignKeys } from './broken-foreign-keys.ts';
import {
  conversionSteps,
  isIn,
  liftedDependents,
  preparingSteps,
  tablesOf,
} from './conversion-steps.ts';
import { convertedTables } from './converted-tables.ts';
import type { Finding } from './finding.ts';
import { joinTables } from './join-tables.ts';
import { notOwned } from './not-owned.ts';
import type { Conversion, Plan } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';
import type { MovedForeignKey, PlannedPart } from './planned-part.ts';
import { planFinding } from './remedies/plan-finding.ts';

export interface PlanInput {
  readonly catalog: Catalog;
  readonly findings: readonly Finding[];
  readonly options: PlanOptions;
  /** The held statement, where there is one. */
  readonly statement: string | null;
}

/** A finding with what it adds to the plan, if it is part of it. */
export interface PlannedFinding {
  readonly finding: Finding;
  readonly part: PlannedPart;
  readonly included: boolean;
}

/** Every finding planned, in order. Pure: the same input gives the same parts. */
export function planFindings({
  catalog,
  findings,
  options,
  statement,
}: PlanInput): PlannedFinding[] {
  const planned: PlannedFinding[] = [];
  for (const finding of findings) {
    const converted = conversionsOf(planned);
    const part = planFinding(finding, {
      catalog,
      options,
      statement,
      nextNumber: planned.reduce(
        (sum, { part }) => sum + part.conversions.length + (part.numbers ?? 0),
        1,
      ),
      isConverted: (mapped) =>
        converted.some((one) => isIn(one, mapped.table) && one.mapped.column === mapped.column),
    });
    planned.push({ finding, part, included: !finding.optional || options.all });
  }
  return statement === null ? withoutRefused(planned) : planned;
}

/** Where a statement is held, all of its faults have to go; else what cannot be mended does not hold up the others. */
function withoutRefused(planned: readonly PlannedFinding[]): PlannedFinding[] {
  const someCan = planned.some(({ included, part }) => included && part.refusals.length === 0);
  return planned.map((one) => ({
    ...one,
    included: one.included && !(someCan && one.part.refusals.length > 0),
  }));
}

/** The conversions that the plan carries out. */
export function conversionsOf(planned: readonly PlannedFinding[]): Conversion[] {
  return planned.flatMap(({ part, included }) => (included ? part.conversions : []));
}

/**
 * Planned findings → plan. Pure.
 *
 * @param dependents what PostgreSQL ties to the columns that {@link conversionsOf} changes, for all of them together.
 */
export function buildPlan(
  { catalog, options }: PlanInput,
  planned: readonly PlannedFinding[],
  dependents: readonly Dependent[],
): Plan {
  const parts = planned.flatMap(({ part, included }) => (included ? [part] : []));
  const conversions = joinRowKeys(conversionsOf(planned)).map((one) => withSettings(catalog, one));
  const moved = parts.flatMap((part) => part.moved ?? []);
  const decisions = parts.flatMap((part) => part.decisions);
  const refusals = unique([
    ...parts.flatMap((part) => part.refusals),
    ...dependents.flatMap((one) =>
      one.handling === 'refused' && one.reason !== null ? [one.reason] : [],
    ),
    ...brokenForeignKeys(catalog, conversions)
      .filter((key) => !isMoved(catalog, key, moved))
      .map((key) => brokenSentence(catalog, key)),
    ...tablesOf(conversions).flatMap((table) => notOwned(catalog, table)),
  ]);
  const steps = [
    ...parts.flatMap((part) => part.before.filter((step) => step.early === true)),
    ...preparingSteps(conversions, options.journalSchema),
    ...parts.flatMap((part) => part.before.filter((step) => step.early !== true)),
    ...conversionSteps(catalog, conversions, dependents, options.journalSchema, moved),
  ];
  const decided = decisions.length + refusals.length === 0;
  const answers = parts.map((part) => part.answer);
  return {
    format: 1,
    purpose: 'mend',
    journalSchema: options.journalSchema,
    database: catalog.database,
    serverVersion: catalog.serverVersion,
    faults: planned.map(({ finding, part }) => ({
      fault: finding.fault,
      remedies: part.remedies,
      chosen: part.chosen,
      optional: finding.optional,
      conversions: part.conversions.map(
        (one) => conversions.find((other) => other.number === one.number) ?? one,
      ),
      ...(part.samples === undefined ? {} : { samples: part.samples }),
      ...(part.counts === undefined ? {} : { counts: part.counts }),
      ...(part.decisions.length === 0 ? {} : { decisions: part.decisions }),
      ...(part.refusals.length === 0 ? {} : { refusals: part.refusals }),
    })),
    conversions,
    tables: joinTables([
      ...parts.flatMap((part) => part.tables),
      ...convertedTables(conversions, options.journalSchema),
    ]),
    steps: decided ? steps : [],
    lifted: liftedDependents(dependents),
    after: decided ? parts.flatMap((part) => part.after) : [],
    hazards: [],
    decisions,
    refusals,
    explanation: parts.flatMap((part) => part.explanation),
    amended: parts.find((part) => part.amended !== null)?.amended ?? null,
    undo: parts.flatMap((part) => part.undo ?? []),
    outcome: parts.flatMap((part) => part.outcome ?? []),
    answer: answers.every((one) => one !== null) ? (answers[0] ?? null) : null,
  };
}

function isMoved(catalog: Catalog, key: Constraint, moved: readonly MovedForeignKey[]): boolean {
  const on = relationByOid(catalog, key.table);
  return moved.some(
    ({ table, name }) => name === key.name && table.schema === on?.schema && table.name === on.name,
  );
}

function brokenSentence(catalog: Catalog, key: Constraint): string {
  const from = relationByOid(catalog, key.table);
  const to = relationByOid(catalog, key.foreignKey?.referencedTable ?? 0);
  const names = [from, to].map((one) => (one === undefined ? 'a table' : displayQualified(one)));
  return `${displayIdent(key.name)} ties the column to ${names[1]} already (on ${names[0]}), and could not be laid back with the new type.`;
}

/** A row key must not hold a column that the plan converts: without the whole primary key, all others make it. */
function joinRowKeys(conversions: readonly Conversion[]): Conversion[] {
  return conversions.map((conversion) => {
    const together = conversions
      .filter((other) => isIn(other, conversion.mapped.table))
      .map((other) => other.mapped.column);
    if (!conversion.rowKey.some((name) => together.includes(name))) return conversion;
    const rowKey = conversion.storedColumns.filter((name) => !together.includes(name));
    return { ...conversion, rowKey };
  });
}

/** pg_collation.dat: the OID of `default`, which is that of the database. */
const databaseCollation = 100;

/** The conversion with what its column has beside the type, and loses with it: an undo gives it back. */
function withSettings(catalog: Catalog, conversion: Conversion): Conversion {
  const table = findRelation(catalog, conversion.mapped.table);
  const column = table === undefined ? undefined : columnByName(table, conversion.mapped.column);
  const collation = catalog.collations?.find((one) => one.oid === column?.collation);
  const isOwn = collation !== undefined && collation.oid !== databaseCollation;
  return {
    ...conversion,
    ...(isOwn ? { collation: quoteQualified(collation) } : {}),
    ...(column?.storage === undefined ? {} : { storage: column.storage }),
  };
}

function unique(sentences: readonly string[]): string[] {
  return [...new Set(sentences)];
}
