import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import {
  columnByName,
  findRelation,
  foreignKeysTo,
  relationByOid,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { droppedKeys } from './dropped-keys.ts';
import { droppedTables } from './dropped-tables.ts';

/**
 * Something is to be dropped that others depend on. Source: reportDependentObjects() in catalog/dependency.c.
 */
export const dependentObjects: FaultDetector = {
  kind: 'dependent-objects',
  sqlstates: ['2BP01'],
  detect(input) {
    if (input.error === null) return [];
    const found = [
      ...droppedKeys(input),
      ...droppedTables(input),
      ...input.statements.flatMap(({ declarations }) =>
        declarations.flatMap((one) => [...columnIn(input, one), ...typeIn(input, one)]),
      ),
    ];
    return found.length > 0 ? found : anythingElse(input);
  },
};

/** A referenced column that is to go. */
function columnIn(
  { catalog }: DiagnosisInput,
  one: Declaration,
): ExplainedFault<'dependent-objects'>[] {
  if (one.kind !== 'drop-column' || one.cascade) return [];
  const relation = findRelation(catalog, one.table);
  const column = relation === undefined ? undefined : columnByName(relation, one.column);
  if (relation === undefined || column === undefined) return [];
  const keys = foreignKeysTo(catalog, relation, [column.number]).filter(
    (key) => key.parent === 0 && key.table !== relation.oid,
  );
  if (keys.length === 0) return [];
  const place = `${displayQualified(relation)}.${displayIdent(column.name)}`;
  const from = keys.flatMap((key) => {
    const table = relationByOid(catalog, key.table);
    return table === undefined ? [] : [`${displayIdent(key.name)} on ${displayQualified(table)}`];
  });
  return [
    explained({
      kind: 'dependent-objects',
      id: faultId(relation, [column.name]),
      headline: `${place} cannot be dropped: ${from.join(', ')} ${from.length === 1 ? 'references' : 'reference'} it`,
      refusal: `Which column ${from.length === 1 ? 'that foreign key is' : 'those foreign keys are'} to reference instead is for a person to say.`,
      explanation: [
        `The rows that reference ${place} would lose what they point to. DROP COLUMN … CASCADE drops ${from.join(', ')} without a question; the referencing columns stay, with values that nothing explains any more.`,
        `Give the referencing tables a column for the key that stays first, fill it by a join over ${place}, lay a foreign key on it, and drop the old one; then the column can go.`,
      ],
    }),
  ];
}

/** A type, or a domain, that columns have. */
function typeIn(
  { catalog }: DiagnosisInput,
  one: Declaration,
): ExplainedFault<'dependent-objects'>[] {
  if (one.kind !== 'drop' || one.cascade) return [];
  if (one.objectKind !== 'type' && one.objectKind !== 'domain') return [];
  return one.objects.flatMap((name) => {
    const schemas = name.schema === null ? catalog.searchPath : [name.schema];
    const type = schemas
      .flatMap((schema) => catalog.types.filter((t) => t.schema === schema && t.name === name.name))
      .at(0);
    if (type === undefined) return [];
    const own = new Set(
      catalog.types
        .filter((t) => t.oid === type.oid || t.elementType === type.oid || t.baseType === type.oid)
        .map((t) => t.oid),
    );
    const columns = columnsOfTypes(catalog, own);
    if (columns.length === 0) return [];
    const shown = displayQualified(type);
    return [
      explained({
        kind: 'dependent-objects',
        id: fullName(type),
        headline: `type ${shown} cannot be dropped: ${columns.join(', ')} ${columns.length === 1 ? 'has' : 'have'} it`,
        refusal: `${columns.join(', ')} would have to be of another type first, and which one is for the migration to say.`,
        explanation: [
          `A change of types that stopped half way leaves columns of the old type behind. DROP TYPE … CASCADE drops these columns with all their values.`,
          `Change them first, ${columns.length === 1 ? 'it is one' : `there are ${columns.length}`}: ALTER TABLE … ALTER COLUMN … TYPE NEW_TYPE USING column::text::NEW_TYPE; then drop the type. pgmend run carries the foreign keys, defaults, checks and indexes on them along.`,
        ],
      }),
    ];
  });
}

function columnsOfTypes(catalog: Catalog, types: ReadonlySet<number>): string[] {
  const tables: readonly Relation['kind'][] = ['table', 'partitioned table', 'materialized view'];
  return catalog.relations
    .filter((one) => tables.includes(one.kind))
    .flatMap((relation) =>
      relation.columns
        .filter((column) => types.has(column.type.oid))
        .map((column) => `${displayQualified(relation)}.${displayIdent(column.name)}`),
    );
}

/** What the catalog is not read for: PostgreSQL's own list stands in the DETAIL. */
function anythingElse({
  error,
  statements,
}: DiagnosisInput): ExplainedFault<'dependent-objects'>[] {
  const drops = statements.some(({ declarations }) =>
    declarations.some(
      (one) => one.kind === 'drop' || one.kind === 'drop-column' || one.kind === 'drop-constraint',
    ),
  );
  if (error === null || !drops) return [];
  const detail = error.fields.detail ?? '';
  return [
    explained({
      kind: 'dependent-objects',
      id: 'dependent-objects',
      headline: 'what is to be dropped is needed by other objects',
      refusal: 'What is to become of the objects that depend on it is for a person to say.',
      explanation: [
        ...(detail === '' ? [] : [`PostgreSQL lists them: ${detail.split('\n').join('; ')}.`]),
        'DROP … CASCADE drops all of them, at any distance and without a question, and the constraints and columns among them with what they keep right. Look at the list first; drop or change what is on it by name, in this migration, so that the next reader sees it.',
      ],
    }),
  ];
}
