import type { Constraint } from 'libpg-query';
import type {
  Declaration,
  DeclaredAction,
  DeclaredForeignKey,
  DeclaredName,
  Origin,
} from './declaration.ts';
import { endOfName, readRelation, stringsOf } from './read-name.ts';
import { type Source, sliceOf } from './source.ts';
import type { TextRange } from './text-range.ts';
import { closingBracket, rangeOf } from './tokens.ts';

export interface ConstraintPlace {
  readonly table: DeclaredName;
  readonly origin: Origin;
  /** Index of the token after the constraint. */
  readonly until: number;
  /** The column that the constraint stands on; null for a constraint of the table. */
  readonly column: { readonly name: string; readonly range: TextRange | null } | null;
  /** Attributes that stand as nodes of their own behind a column's constraint. */
  readonly attributes: readonly string[];
}

const actions: Readonly<Record<string, DeclaredAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

const matches: Readonly<Record<string, DeclaredForeignKey['match']>> = {
  s: 'SIMPLE',
  f: 'FULL',
  p: 'PARTIAL',
};

/** What a constraint node declares; null for DEFAULT, GENERATED and the like, which belong to their column. */
export function readConstraint(
  source: Source,
  node: Constraint,
  place: ConstraintPlace,
): Declaration | null {
  const { list, indexAt } = source.tokens();
  const from = indexAt(source.offsets.fromBytes(node.location ?? 0));
  const range = rangeOf(list, from, place.until) ?? source.range;
  const keyword = list[from]?.word === 'CONSTRAINT' ? from + 2 : from;
  const { table, origin, attributes } = place;
  const name = node.conname ?? null;
  const initiallyDeferred =
    node.initdeferred === true || attributes.includes('CONSTR_ATTR_DEFERRED');
  const deferrable =
    node.deferrable === true || initiallyDeferred || attributes.includes('CONSTR_ATTR_DEFERRABLE');
  switch (node.contype) {
    case 'CONSTR_FOREIGN':
      return readForeignKey(source, node, {
        ...place,
        range,
        keyword,
        deferrable,
        initiallyDeferred,
      });
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE': {
      const constraint = node.contype === 'CONSTR_PRIMARY' ? 'primary key' : 'unique';
      const columns = place.column === null ? stringsOf(node.keys) : [place.column.name];
      const usingIndex = node.indexname ?? null;
      const key = { constraint, name, table, columns, usingIndex } as const;
      return { kind: 'key', range, origin, ...key, deferrable, initiallyDeferred };
    }
    case 'CONSTR_CHECK':
    case 'CONSTR_EXCLUSION':
    case 'CONSTR_NOTNULL': {
      if (node.contype === 'CONSTR_NOTNULL' && place.column !== null) return null;
      const constraint = otherConstraints[node.contype];
      const text = sliceOf(source, { start: list[keyword]?.start ?? range.start, end: range.end });
      return { kind: 'other-constraint', range, origin, constraint, name, table, text };
    }
    default:
      return null;
  }
}

const otherConstraints = {
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_NOTNULL: 'not null',
} as const;

interface ForeignKeyPlace extends ConstraintPlace {
  readonly range: TextRange;
  /** Index of FOREIGN or REFERENCES. */
  readonly keyword: number;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}

function readForeignKey(
  source: Source,
  node: Constraint,
  place: ForeignKeyPlace,
): DeclaredForeignKey {
  const { list, indexAt } = source.tokens();
  const { column, keyword, attributes } = place;
  const columns = column === null ? stringsOf(node.fk_attrs) : [column.name];
  const own = column === null ? namesInBrackets(source, keyword + 2) : [column.range];
  const referencedColumns = stringsOf(node.pk_attrs);
  const target = indexAt(source.offsets.fromBytes(node.pktable?.location ?? 0));
  const referenced =
    referencedColumns.length > 0 ? namesInBrackets(source, endOfName(source, target)) : [];
  return {
    kind: 'foreign-key',
    range: place.range,
    origin: place.origin,
    name: node.conname ?? null,
    nameRange: node.conname === undefined ? null : rangeOf(list, keyword - 1, keyword),
    table: place.table,
    columns,
    columnRanges: allOf(own, columns.length),
    referencedTable: readRelation(source, node.pktable),
    referencedColumns,
    referencedColumnRanges: allOf(referenced, referencedColumns.length),
    match: matches[node.fk_matchtype ?? 's'] ?? 'SIMPLE',
    onUpdate: actions[node.fk_upd_action ?? 'a'] ?? 'NO ACTION',
    onDelete: actions[node.fk_del_action ?? 'a'] ?? 'NO ACTION',
    deferrable: place.deferrable,
    initiallyDeferred: place.initiallyDeferred,
    notValid: node.skip_validation === true && node.is_enforced === true,
    enforced: node.is_enforced === true && !attributes.includes('CONSTR_ATTR_NOT_ENFORCED'),
    period: node.fk_with_period === true,
  };
}

/** The last word of every element of `( … )`; before it may stand PERIOD. */
function namesInBrackets(source: Source, open: number): (TextRange | null)[] {
  const { list } = source.tokens();
  if (list[open]?.text !== '(') return [];
  const close = closingBracket(list, open);
  const names: (TextRange | null)[] = [];
  for (let at = open + 1; at <= close; at += 1) {
    if (at === close || list[at]?.text === ',') names.push(rangeOf(list, at - 1, at));
  }
  return names;
}

function allOf(ranges: readonly (TextRange | null)[], count: number): readonly TextRange[] {
  const known = ranges.filter((one) => one !== null);
  return known.length === count ? known : [];
}
