import type { Catalog, Constraint, Relation } from '../../../catalog/catalog.ts';
import {
  columnByNumber,
  constraintsOf,
  findRelation,
  foreignKeysFrom,
  relationByOid,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import { explained, listOf } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';

type Data = Extract<Declaration, { kind: 'data' }>;

/** A statement that writes rows and is stopped by a foreign key, by NOT NULL on one, or by the types beside one. */
export const dataStep: FaultDetector = {
  kind: 'data-step',
  sqlstates: ['23503', '23001', '23502', '42883'],
  detect(input) {
    const { error, catalog } = input;
    if (error === null) return [];
    const steps = input.statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) => (one.kind === 'data' ? [one] : [])),
    );
    if (steps.length === 0) return [];
    if (error.sqlstate === '42883') return steps.flatMap((one) => otherTypes(input, one));
    const relation = namedBy(catalog, error.fields, steps);
    if (relation === undefined) return [];
    if (error.sqlstate === '23502') return missingValue(catalog, relation, error.fields.column);
    const key = constraintsOf(catalog, relation).find(
      (one) => one.name === error.fields.constraint && one.foreignKey !== null,
    );
    return key === undefined ? [] : violated(catalog, relation, key, steps);
  },
};

function namedBy(
  catalog: Catalog,
  { schema, table }: { readonly schema?: string | undefined; readonly table?: string | undefined },
  steps: readonly Data[],
): Relation | undefined {
  if (table !== undefined) return findRelation(catalog, { schema: schema ?? null, name: table });
  const [first] = steps;
  return first === undefined ? undefined : findRelation(catalog, first.table);
}

function violated(
  catalog: Catalog,
  relation: Relation,
  key: Constraint,
  steps: readonly Data[],
): ExplainedFault<'data-step'>[] {
  const referenced = relationByOid(catalog, key.foreignKey?.referencedTable ?? 0);
  if (referenced === undefined || key.foreignKey === null) return [];
  const columns = key.columns.map((number) => columnByNumber(relation, number)?.name ?? '');
  const keyColumns = key.foreignKey.referencedColumns.map(
    (number) => columnByNumber(referenced, number)?.name ?? '',
  );
  const from = `${displayQualified(relation)} (${columns.map(displayIdent).join(', ')})`;
  const to = `${displayQualified(referenced)} (${keyColumns.map(displayIdent).join(', ')})`;
  const touched = steps.map((one) => findRelation(catalog, one.table)?.oid);
  const fromBehind = touched.includes(referenced.oid) && !touched.includes(relation.oid);
  const selfDelete =
    relation.oid === referenced.oid && steps.every((one) => one.operation === 'delete');
  const behind = fromBehind || selfDelete;
  const headline = behind
    ? `rows of ${displayQualified(referenced)} are still referenced: ${displayIdent(key.name)} leads from ${from} to ${to}`
    : `rows of ${displayQualified(relation)} would reference nothing: ${displayIdent(key.name)} leads from ${from} to ${to}`;
  const explanation = behind
    ? [
        `The statement deletes or renumbers rows of ${displayQualified(referenced)} that ${displayQualified(relation)} still points to by ${listOf(columns)}; ON DELETE ${key.foreignKey.onDelete}, ON UPDATE ${key.foreignKey.onUpdate} forbid it or do not cover it. The DETAIL of the error names one of the keys; there may be more.`,
        `Look at the rows of ${displayQualified(relation)} first: give them another ${displayQualified(referenced)}, set ${listOf(columns)} to NULL where that is allowed, or delete them before, if they are to go too. Changing the foreign key to ON DELETE CASCADE to get past this deletes them without a question.`,
      ]
    : [
        `Each value of ${listOf(columns)} has to be one of ${to}, or NULL, at the end of the statement. The DETAIL of the error names the first that is not there; there may be more. Either the row of ${displayQualified(referenced)} is written later than this one, in the wrong order, or it is gone or was never there.`,
        `${key.deferrable ? `The constraint is deferrable: SET CONSTRAINTS ${displayIdent(key.name)} DEFERRED at the beginning of the transaction checks it at COMMIT. ` : ''}Load ${displayQualified(referenced)} before ${displayQualified(relation)}; or leave the values out that it does not have, by a join or WHERE EXISTS (SELECT FROM ${displayQualified(referenced)} …), and decide what becomes of those rows.`,
      ];
  return [
    explained({
      kind: 'data-step',
      id: faultId(relation, columns),
      constraint: key.name,
      headline,
      refusal: 'The statement writes rows: what they are to hold is for the migration to say.',
      explanation,
      questions: [relation, referenced].map((table) => ({ table, duplicatesOf: null })),
    }),
  ];
}

function missingValue(
  catalog: Catalog,
  relation: Relation,
  column: string | undefined,
): ExplainedFault<'data-step'>[] {
  const number = relation.columns.find((one) => one.name === column)?.number;
  const key = foreignKeysFrom(catalog, relation).find((one) => one.columns.includes(number ?? 0));
  const referenced = relationByOid(catalog, key?.foreignKey?.referencedTable ?? 0);
  // NULL in a column that references nothing is none of a foreign key's business.
  if (column === undefined || key === undefined || referenced === undefined) return [];
  const place = `${displayQualified(relation)}.${displayIdent(column)}`;
  return [
    explained({
      kind: 'data-step',
      id: faultId(relation, [column]),
      constraint: key.name,
      headline: `${place} is NOT NULL, and the statement, or ON DELETE ${key.foreignKey?.onDelete}, would write NULL into it`,
      refusal: 'The statement writes rows: what they are to hold is for the migration to say.',
      explanation: [
        `${displayIdent(key.name)} leads from ${place} to ${displayQualified(referenced)}. With ON DELETE SET NULL or ON UPDATE SET NULL a reference whose row goes becomes NULL, which the column does not allow: the two contradict each other.`,
        `Give the rows another ${displayQualified(referenced)} first; or let the column be NULL (DROP NOT NULL), if a row without that reference is still worth something; or lay the foreign key with ON DELETE RESTRICT, which says what is meant.`,
      ],
    }),
  ];
}

/** No operator between two types: columns of the table that the statement names and whose types differ. */
function otherTypes({ catalog, text }: DiagnosisInput, step: Data): ExplainedFault<'data-step'>[] {
  const relation = findRelation(catalog, step.table);
  if (relation === undefined) return [];
  const words = new Set(text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []);
  const named = relation.columns.filter((one) => words.has(one.name));
  if (new Set(named.map((one) => one.type.oid)).size < 2) return [];
  const columns = named.map((one) => `${displayIdent(one.name)} (${one.type.sql})`).join(', ');
  return [
    explained({
      kind: 'data-step',
      id: faultId(
        relation,
        named.map((one) => one.name),
      ),
      headline: `the statement compares columns of ${displayQualified(relation)} whose types have no common operator: ${columns}`,
      refusal:
        'The statement writes rows: how its values are to be compared is for the migration to say.',
      explanation: [
        `PostgreSQL compares values of two types only where an operator for both is there, and casts by itself only where nothing can be lost: text and integer, or text and uuid, are never compared. The columns that the statement names: ${columns}.`,
        "Cast one side in the statement, the one whose values all have the other form: column::text on the left, or column::integer on the right; NULL and empty values need IS DISTINCT FROM and NULLIF. An operator of one's own between the types would hide the next mistake of that kind.",
      ],
    }),
  ];
}
