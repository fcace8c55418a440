import { columnByName, findRelation } from '../catalog/lookup.ts';
import type { Declaration } from '../statement/declaration.ts';
import { resolveType } from '../statement/type-name.ts';
import { withoutActions } from '../statement/without-actions.ts';
import type { DiagnosisInput } from './diagnosis-input.ts';
import type { BlockedTypeChange, TypeChange } from './fault.ts';
import { faultId } from './fault-id.ts';
import { keyGraph } from './key-graph.ts';

type AlterType = Extract<Declaration, { kind: 'alter-column-type' }>;

/**
 * What the string's ALTER COLUMN … TYPE ask of stored columns, with everything that has to change along.
 *
 * @returns null when it asks nothing of that kind, or something that is not read here (a COLLATE clause, a type that
 * is not there).
 */
export function declaredTypeChanges(input: DiagnosisInput): Omit<BlockedTypeChange, 'kind'> | null {
  const { catalog, statements, text, error } = input;
  const asked: TypeChange[] = [];
  const done = new Set<Declaration>();
  let id: string | null = null;
  const declarations = statements.flatMap((one) => one.declarations);
  for (const declaration of declarations) {
    if (declaration.kind !== 'alter-column-type') continue;
    const relation = findRelation(catalog, declaration.table);
    const column = relation === undefined ? undefined : columnByName(relation, declaration.column);
    const type = resolveType(catalog, declaration.type);
    if (relation === undefined || column === undefined || type === null) return null;
    if (hasCollation(text, declaration)) return null;
    id ??= faultId(relation, [column.name]);
    if (column.type.sql === type.sql) {
      // Of that type already: nothing to do, unless USING makes other values.
      if (declaration.using === null) done.add(declaration);
      continue;
    }
    if (asked.some((one) => one.oid === relation.oid && one.column === column.name)) return null;
    done.add(declaration);
    asked.push({
      table: { schema: relation.schema, name: relation.name },
      oid: relation.oid,
      column: column.name,
      type: column.type.sql,
      newType: type.sql,
      newTypeOid: type.oid,
      asked: true,
      defaultGiven: declarations.some(
        (one) =>
          one.kind === 'set-default' &&
          one.column === column.name &&
          findRelation(catalog, one.table) === relation,
      ),
      identityGiven: declarations.some(
        (one) =>
          one.kind === 'add-identity' &&
          one.column === column.name &&
          findRelation(catalog, one.table) === relation,
      ),
      using: usingOf(text, declaration, relation.name, column.name),
    });
  }
  if (id === null || done.size === 0) return null;
  return {
    id,
    constraint: null,
    referencing: null,
    referenced: null,
    declaredBy: 'statement',
    ...keyGraph(catalog, asked),
    sqlstate: error?.sqlstate ?? '',
    rest: input.fromContext ? null : withoutActions(text, statements, done),
  };
}

function usingOf(
  text: string,
  { using }: AlterType,
  table: string,
  column: string,
): TypeChange['using'] {
  if (using === null) return null;
  const expression = text.slice(using.start, using.end).replace(/^using\b/i, '');
  return { expression: expression.trim(), table, column };
}

function hasCollation(text: string, { type, using, range }: AlterType): boolean {
  return /\bcollate\b/i.test(text.slice(type.range.end, using?.start ?? range.end));
}
