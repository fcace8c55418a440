import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import type { SilentTrigger } from '../../catalog/standing.ts';
import type { KeyNotEnforced } from '../../diagnose/standing-fault.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import { asOrphans } from '../../values/find-standing.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import { type KeyInSql, orphanSql } from '../../values/orphan-sql.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import type { Step } from '../step.ts';
import { lockTables } from '../steps/lock-tables.ts';
import { planOrphans } from './orphans.ts';
import { ownerRefusal } from './owner-refusal.ts';

/** Rows that reference nothing are put right as for any key; then it is checked again. */
export function planKeyNotEnforced(
  { fault, facts, optional }: FindingOf<'key-not-enforced'>,
  context: PlanContext,
): PlannedPart {
  const relation = relationByOid(context.catalog, fault.referencing.oid);
  const { sql, orphans } = facts;
  if (relation === undefined || sql === null) return emptyPart;
  const dangling = orphans.keys.length > 0;
  const rows: PlannedPart = dangling
    ? planOrphans({ kind: 'orphans', fault: asOrphans(fault), facts: orphans, optional }, context)
    : { ...emptyPart, counts: ['No row references nothing.'] };
  const refusal = ownerRefusal(relation, `enforce ${displayIdent(fault.constraint)}`);
  const refusals = [
    ...rows.refusals,
    ...(refusal === null ? [] : [refusal]),
    ...(fault.because === 'triggers' && !context.catalog.role.superuser
      ? [
          `Only a superuser may switch PostgreSQL's own triggers on: ${fault.triggers.map((one) => toggle('ENABLE', one)).join('; ')};`,
        ]
      : []),
  ];
  const [cleared] = rows.remedies;
  const enforce = enforceStep(fault);
  const remedies = [
    {
      kind: 'enforce',
      title: `${cleared === undefined ? '' : `${cleared.title}, and then `}${enforce.title}`,
      recommended: true,
      reason: cleared?.reason ?? 'Every row would pass the check.',
    },
  ];
  const open = rows.decisions.length + refusals.length > 0;
  if (open) return { ...rows, remedies, chosen: null, refusals };
  return {
    ...rows,
    remedies,
    chosen: 'enforce',
    before: [...(dangling ? rows.before : nothingDangles(fault, sql)), enforce],
    undo: [
      ...(rows.undo ?? []),
      {
        kind: 'steps',
        steps: [releaseStep(fault)],
        outcome: `${nameOf(fault)} is not checked again.`,
      },
    ],
    outcome: [...(rows.outcome ?? []), `${nameOf(fault)} is checked.`],
  };
}

/** Nobody writes meanwhile, and what was counted is still so. */
function nothingDangles({ referencing, referenced }: KeyNotEnforced, sql: KeyInSql): Step[] {
  const tables = [
    ...new Map([referencing, referenced].map((one) => [one.oid, one.table])).values(),
  ];
  const check: Step = {
    kind: 'check-evidence',
    title: `check that no row of ${displayQualified(referencing.table)} references nothing`,
    sql: [
      `SELECT CASE WHEN EXISTS (SELECT FROM ${fromTable(sql.referencing.table, sql.referencing.partitioned)} AS t WHERE ${orphanSql(sql)}) THEN 'some' ELSE 'none' END AS found`,
    ],
    locks: [],
    hazards: [],
    changes: [],
    expect: 'none',
  };
  return [lockTables(tables, 'SHARE ROW EXCLUSIVE'), check].map((step) => ({
    ...step,
    early: true,
  }));
}

function enforceStep(fault: KeyNotEnforced): Step {
  return {
    kind: 'enforce-key',
    title:
      fault.because === 'declared'
        ? `make ${nameOf(fault)} ENFORCED`
        : `switch the triggers of ${nameOf(fault)} on`,
    sql:
      fault.because === 'declared'
        ? [alterKey(fault, 'ENFORCED')]
        : fault.triggers.map((one) => toggle('ENABLE', one)),
    ...effectsOf(fault),
  };
}

function releaseStep(fault: KeyNotEnforced): Step {
  return {
    kind: 'release-key',
    title: `leave ${nameOf(fault)} unchecked, as it was`,
    sql:
      fault.because === 'declared'
        ? [alterKey(fault, 'NOT ENFORCED')]
        : fault.triggers.map((one) =>
            toggle(one.state === 'disabled' ? 'DISABLE' : 'ENABLE REPLICA', one),
          ),
    ...effectsOf(fault),
  };
}

/** What a dump shows of it: nothing of triggers that are PostgreSQL's own. */
function effectsOf({ because, referencing, referenced, constraint, triggers }: KeyNotEnforced) {
  const tables =
    because === 'declared'
      ? [referencing.table, referenced.table]
      : triggers.map((one) => one.table);
  const names = new Map(tables.map((one) => [JSON.stringify([one.schema, one.name]), one]));
  return {
    locks: [...names.values()].map((table) => ({
      table,
      mode: 'SHARE ROW EXCLUSIVE' as const,
    })),
    hazards: [],
    changes:
      because === 'declared'
        ? [
            {
              identity: partIdentity('constraint', referencing.table, constraint),
              facts: ['definition'],
            },
          ]
        : [],
  };
}

function alterKey({ referencing, constraint }: KeyNotEnforced, state: string): string {
  return `ALTER TABLE ${quoteQualified(referencing.table)} ALTER CONSTRAINT ${quoteIdent(constraint)} ${state}`;
}

function toggle(action: string, { table, name }: SilentTrigger): string {
  return `ALTER TABLE ${quoteQualified(table)} ${action} TRIGGER ${quoteIdent(name)}`;
}

function nameOf({ constraint, referencing }: KeyNotEnforced): string {
  return `${displayIdent(constraint)} on ${displayQualified(referencing.table)}`;
}
