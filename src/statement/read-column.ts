import type { ColumnDef, Constraint } from 'libpg-query';
import type { Declaration, DeclaredColumn, DeclaredName, Origin } from './declaration.ts';
import { readConstraint } from './read-constraint.ts';
import { stringsOf } from './read-name.ts';
import { readType } from './read-type.ts';
import { type Source, sliceOf } from './source.ts';
import type { TextRange } from './text-range.ts';
import { closingBracket, endOfElement, rangeOf } from './tokens.ts';

/** A column of CREATE TABLE or ADD COLUMN, and the constraints that stand on it. */
export interface ReadColumn {
  readonly column: DeclaredColumn;
  readonly constraints: readonly Declaration[];
  readonly range: TextRange;
}

export function readColumn(
  source: Source,
  node: ColumnDef,
  place: { readonly table: DeclaredName; readonly origin: Origin },
): ReadColumn | null {
  if (node.typeName === undefined) return null;
  const { list, indexAt } = source.tokens();
  const from = indexAt(source.offsets.fromBytes(node.location ?? 0));
  const end = endOfElement(list, from);
  const name = node.colname ?? '';
  const nameRange = rangeOf(list, from, from + 1);
  const type = readType(source, node.typeName);
  const nodes = constraintNodes(node);
  const starts = nodes.map((one) => indexAt(source.offsets.fromBytes(one.location ?? 0)));
  const isAttribute = (at: number): boolean =>
    nodes[at]?.contype?.startsWith('CONSTR_ATTR') === true;
  const constraints: Declaration[] = [];
  let fallback: string | null = null;
  let generated: DeclaredColumn['generated'] = null;
  for (const [at, one] of nodes.entries()) {
    const next = starts.find(
      (start, index) => index > at && !isAttribute(index) && start > (starts[at] ?? 0),
    );
    const until = next ?? end;
    if (one.contype === 'CONSTR_DEFAULT') fallback = expressionText(source, starts[at] ?? 0, until);
    if (one.contype === 'CONSTR_GENERATED') {
      const open = list.findIndex(
        (token, index) => index >= (starts[at] ?? 0) && token.text === '(',
      );
      const range = rangeOf(list, open + 1, closingBracket(list, open));
      generated = {
        expression: range === null ? '' : sliceOf(source, range),
        kind: one.generated_kind === 'v' ? 'virtual' : 'stored',
      };
    }
    const attributes: string[] = [];
    for (let after = at + 1; isAttribute(after); after += 1) {
      attributes.push(nodes[after]?.contype ?? '');
    }
    const column = { name, range: nameRange };
    const declared = readConstraint(source, one, { ...place, until, column, attributes });
    if (declared !== null) constraints.push(declared);
  }
  const has = (kind: Constraint['contype']): boolean => nodes.some((one) => one.contype === kind);
  const identity = nodes.find((one) => one.contype === 'CONSTR_IDENTITY');
  const column: DeclaredColumn = {
    name,
    nameRange,
    type,
    notNull:
      has('CONSTR_NOTNULL') ||
      has('CONSTR_PRIMARY') ||
      type.serial !== null ||
      identity !== undefined,
    default: fallback,
    generated,
    identity:
      identity === undefined ? null : identity.generated_when === 'a' ? 'always' : 'by default',
    primaryKey: has('CONSTR_PRIMARY'),
    unique: has('CONSTR_UNIQUE'),
    collation: stringsOf(node.collClause?.collname).at(-1) ?? null,
  };
  return { column, constraints, range: rangeOf(list, from, end) ?? source.range };
}

function constraintNodes(node: ColumnDef): Constraint[] {
  return (node.constraints ?? []).flatMap((one) => ('Constraint' in one ? [one.Constraint] : []));
}

/** What stands behind DEFAULT. */
function expressionText(source: Source, from: number, until: number): string {
  const { list } = source.tokens();
  const keyword = list[from]?.word === 'CONSTRAINT' ? from + 2 : from;
  const range = rangeOf(list, keyword + 1, until);
  return range === null ? '' : sliceOf(source, range);
}
