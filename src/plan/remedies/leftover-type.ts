import { relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import type { Step } from '../step.ts';

/** A type that nothing uses goes; one that columns are still of takes a migration that moves them. */
export function planLeftoverType(
  { fault }: FindingOf<'leftover-type'>,
  { catalog }: PlanContext,
): PlannedPart {
  const { type, twin, usedBy, labels, comment } = fault;
  const name = displayQualified(type);
  const base: PlannedPart = {
    ...emptyPart,
    counts: [`Labels: ${labels.map(quoteLiteral).join(', ')}.`],
  };
  if (usedBy.length > 0) {
    const [first] = usedBy;
    const to = twin === null ? 'the other type' : displayQualified(twin);
    const remedy: Remedy = {
      kind: 'by-hand',
      title: `change the columns under \`pgmend run\`: ALTER TABLE … ALTER COLUMN … TYPE ${to} USING …::text::${to}, then DROP TYPE ${name}`,
      recommended: true,
      reason: `${usedBy.length} ${usedBy.length === 1 ? 'column is' : 'columns are'} still of it.`,
    };
    return {
      ...base,
      remedies: [remedy],
      refusals: [
        `What becomes of the labels of ${name} that ${to} has not, only the author of the change knows (${first}).`,
      ],
    };
  }
  const remedy: Remedy = {
    kind: 'drop-type',
    title: `drop the type ${name}`,
    recommended: true,
    reason:
      'No column, default, function, view or other object of this database uses it; undo makes it again.',
  };
  if (!fault.owned || fault.granted) {
    return {
      ...base,
      remedies: [{ ...remedy, kind: 'by-hand' }],
      refusals: [
        fault.owned
          ? `Rights on ${name} were granted or revoked, which would not come back: drop it by hand: DROP TYPE ${name};`
          : `Only ${displayIdent(fault.owner)}, the owner of ${name}, may drop it: DROP TYPE ${name};`,
      ],
    };
  }
  const changes = [{ identity: relationIdentity('type', type), facts: null }];
  const step = (kind: string, title: string, sql: readonly string[]): Step => ({
    kind,
    title,
    sql,
    locks: [],
    hazards: [],
    changes,
  });
  const sql = quoteQualified(type);
  return {
    ...base,
    remedies: [remedy],
    chosen: remedy.kind,
    before: [step('drop-type', `drop the type ${name}, which nothing uses`, [`DROP TYPE ${sql}`])],
    undo: [
      {
        kind: 'steps',
        steps: [
          step('create-type', `make the type ${name} again`, [
            `CREATE TYPE ${sql} AS ENUM (${labels.map(quoteLiteral).join(', ')})`,
            ...(fault.owner === catalog.role.name
              ? []
              : [`ALTER TYPE ${sql} OWNER TO ${quoteIdent(fault.owner)}`]),
            ...(comment === null ? [] : [`COMMENT ON TYPE ${sql} IS ${quoteLiteral(comment)}`]),
          ]),
        ],
        outcome: `The type ${name} is there again.`,
      },
    ],
    outcome: [`The type ${name}, which nothing used, is gone.`],
  };
}
