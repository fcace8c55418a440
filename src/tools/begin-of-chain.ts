import { readFile } from 'node:fs/promises';
import { lineAndColumn } from './line-and-column.ts';
import { asNode, nodesIn, parseSource, type SyntaxNode, walk } from './syntax.ts';
import type { Place } from './tool.ts';

type FilePlace = Omit<Place, 'file'>;

/**
 * Where the expression begins that ends in the call at this place, if that call says nothing itself: builders send what
 * was built by `.execute()`. Any other place stays as it is.
 */
export async function beginOfChain(place: FilePlace): Promise<FilePlace> {
  const text = await readFile(place.path, 'utf8').catch(() => '');
  const program = text === '' ? null : await parseSource(place.path, text);
  if (program === null) return place;
  for (const node of walk(program)) {
    if (node.type !== 'CallExpression' || nodesIn(node.arguments).length > 0) continue;
    const property = memberOf(node);
    if (property === null) continue;
    const at = lineAndColumn(text, property.start);
    if (at.line !== place.line || at.column !== place.column) continue;
    return { ...place, ...lineAndColumn(text, node.start) };
  }
  return place;
}

/** What a call `….property()` names; null for a call of another kind. */
function memberOf(call: SyntaxNode): SyntaxNode | null {
  const callee = asNode(call.callee);
  return callee?.type === 'MemberExpression' ? asNode(callee.property) : null;
}
