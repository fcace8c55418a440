import type { IndexElem, IndexStmt } from 'libpg-query';
import type { Declaration } from './declaration.ts';
import { readRelation } from './read-name.ts';
import { type Source, sliceOf } from './source.ts';
import { closingBracket, rangeOf } from './tokens.ts';

/** CREATE INDEX. */
export function readIndex(source: Source, node: IndexStmt): Declaration {
  const elements = elementsOf(node.indexParams);
  return {
    kind: 'create-index',
    range: source.range,
    name: node.idxname ?? null,
    table: readRelation(source, node.relation),
    unique: node.unique === true,
    ifNotExists: node.if_not_exists === true,
    concurrently: node.concurrent === true,
    method: node.accessMethod ?? 'btree',
    columns: elements.map((one) => one.name ?? null),
    including: elementsOf(node.indexIncludingParams).map((one) => one.name ?? ''),
    predicate: node.whereClause === undefined ? null : predicateOf(source),
    decorated: node.nulls_not_distinct === true || elements.some(isDecorated),
  };
}

function elementsOf(nodes: IndexStmt['indexParams']): IndexElem[] {
  return (nodes ?? []).flatMap((one) => ('IndexElem' in one ? [one.IndexElem] : []));
}

function isDecorated(element: IndexElem): boolean {
  return (
    (element.opclass?.length ?? 0) > 0 ||
    (element.collation?.length ?? 0) > 0 ||
    (element.opclassopts?.length ?? 0) > 0 ||
    element.ordering === 'SORTBY_DESC' ||
    (element.nulls_ordering ?? 'SORTBY_NULLS_DEFAULT') !== 'SORTBY_NULLS_DEFAULT'
  );
}

/** WHERE is the last clause: what stands behind the first one outside brackets. */
function predicateOf(source: Source): string {
  const { list } = source.tokens();
  for (let at = 0; at < list.length; at += 1) {
    if (list[at]?.text === '(') at = closingBracket(list, at);
    else if (list[at]?.word === 'WHERE') {
      const range = rangeOf(list, at + 1, list.length);
      return range === null ? '' : sliceOf(source, range);
    }
  }
  return '';
}
