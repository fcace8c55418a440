import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { Conversion } from '../plan.ts';
import type { Hazard, PlannedChange, Step } from '../step.ts';
import { sequenceTypeChange } from './generators.ts';
import { convertFunction } from './work-names.ts';

/**
 * Changes the types of all converted columns of one table in one ALTER TABLE, so that it is rewritten once and every
 * column keeps its place, index, comment and grants.
 *
 * @param using the expression that makes the new value of a column.
 * @param leftDomains the domain that a column leaves; null where it is of none.
 * @param rebuilt what the proof may find changed in what PostgreSQL rebuilds along.
 */
export function retypeColumns(
  conversions: readonly Conversion[],
  using: (conversion: Conversion) => string,
  rebuilt: readonly PlannedChange[],
  leftDomains: (conversion: Conversion) => string | null = () => null,
): Step {
  const [first] = conversions;
  if (first === undefined) throw new TypeError('a table is rewritten for at least one column');
  const { table } = first.mapped;
  const name = displayQualified(table);
  const changes = conversions.map(
    ({ mapped }) => `${displayIdent(mapped.column)} from ${mapped.type} to ${mapped.newType}`,
  );
  const rows = first.weighed.evidence.rows;
  const rewrite: Hazard = {
    kind: 'table-rewrite',
    message: `${name} is rewritten (${rows} ${rows === 1 ? 'row' : 'rows'}).`,
  };
  return {
    kind: 'retype-columns',
    changesValues: true,
    title: `change ${name}: ${changes.join(', ')}`,
    sql: [
      `ALTER TABLE ${quoteQualified(table)} ${conversions.flatMap((one) => alter(one, using(one))).join(', ')}`,
    ],
    locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [rewrite, ...conversions.flatMap((one) => leavesDomain(one, leftDomains(one)))],
    changes: [
      ...conversions.flatMap(({ mapped, default: converted, generator }) => [
        {
          identity: partIdentity('column', mapped.table, mapped.column),
          facts: [...typeFacts, ...(converted === null ? [] : ['default'])],
        },
        // The sequence of an identity gets the new type by itself (transformAlterTableStmt() in parser/parse_utilcmd.c).
        ...(generator?.retyped?.identity ? [sequenceTypeChange(generator.retyped)] : []),
      ]),
      ...rebuilt,
    ],
  };
}

function leavesDomain({ mapped }: Conversion, domain: string | null): Hazard[] {
  if (domain === null) return [];
  const column = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return [
    {
      kind: 'leaves-domain',
      message: `${column} is no longer of the domain ${domain}: a CHECK, NOT NULL or DEFAULT of the domain holds for it no more.`,
    },
  ];
}

/** What of a column follows from its type. */
const typeFacts = ['type', 'collation', 'storage', 'compression'];

/** Types whose long values are stored as those of texts are. */
const storedAsTexts = /^(text|character|bytea|json|xml)/;

/**
 * PostgreSQL would cast the default, or refuse: it is taken away and set anew as a value of the new type. What was said
 * of the storage is forgotten with the type (ATExecAlterColumnType() in commands/tablecmds.c).
 */
function alter(conversion: Conversion, using: string): string[] {
  const { mapped, default: converted, undoes, collation, storage = [] } = conversion;
  const collate = undoes === undefined || collation === undefined ? '' : ` COLLATE ${collation}`;
  const column = `ALTER COLUMN ${quoteIdent(mapped.column)}`;
  const type = `${column} TYPE ${mapped.newType}${collate} USING ${using}`;
  const takes = undoes !== undefined || storedAsTexts.test(mapped.newType);
  const retyped = [type, ...(takes ? storage.map((action) => `${column} ${action}`) : [])];
  if (converted === null) return retyped;
  return [
    `${column} DROP DEFAULT`,
    ...retyped,
    ...(converted.after === null ? [] : [`${column} SET DEFAULT ${converted.after}`]),
  ];
}

/** The USING of a mend: a function over the table alone, for USING may hold no subquery. */
export function mappingUsing(
  journalSchema: string,
  { mapped, weighed, number }: Conversion,
): string {
  if (weighed.mapping.kind === 'null') return `NULL::${mapped.newType}`;
  return `${convertFunction(journalSchema, { number })}(${keyExpression(quoteIdent(mapped.column), mapped.type)})`;
}
