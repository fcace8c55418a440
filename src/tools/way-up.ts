import { asNode, nameOf, type SyntaxNode } from './syntax.ts';

/** Every node that is not under a name `down`. */
export function* wayUp(node: SyntaxNode): Generator<SyntaxNode> {
  if (isWayBack(node)) return;
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      const inner = asNode(child);
      if (inner !== null) yield* wayUp(inner);
    }
  }
}

/** `down: …`, `down() {}`, `function down() {}`, `const down = …`, `exports.down = …`. */
function isWayBack(node: SyntaxNode): boolean {
  const left = node.type === 'AssignmentExpression' ? asNode(node.left) : null;
  const target = left?.type === 'MemberExpression' ? left.property : left;
  return [node.key, node.id, target].some((one) => nameOf(one) === 'down');
}
