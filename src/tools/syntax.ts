import type * as oxc from 'oxc-parser';

/** A node of the parsed text. Offsets are UTF-16 units. https://github.com/estree/estree */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

/** Reads JavaScript and TypeScript without running it; null where it cannot be read. */
export async function parseSource(file: string, text: string): Promise<SyntaxNode | null> {
  // A native module that most commands do not need.
  const parser: typeof oxc | null = await import('oxc-parser').catch(() => null);
  if (parser === null) return null;
  const { program, errors } = parser.parseSync(file, text);
  return errors.some((error) => error.severity === 'Error') && program.body.length === 0
    ? null
    : asNode(program);
}

/** Every node below and including this one, in the order of the text. */
export function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      const inner = asNode(child);
      if (inner !== null) yield* walk(inner);
    }
  }
}

export function asNode(value: unknown): SyntaxNode | null {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
    ? (value as SyntaxNode)
    : null;
}

/** The nodes in a list such as `arguments` or `elements`; holes and spreads included as they are. */
export function nodesIn(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.flatMap((one) => asNode(one) ?? []) : [];
}

/** A name or the text of a constant string; null for anything else. */
export function nameOf(value: unknown): string | null {
  const node = asNode(value);
  if (node?.type === 'Identifier' || node?.type === 'PrivateIdentifier') return String(node.name);
  return textOf(node);
}

/** The text of a string or of a template without expressions; null for anything else. */
export function textOf(value: unknown): string | null {
  const node = asNode(value);
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type !== 'TemplateLiteral' || nodesIn(node.expressions).length > 0) return null;
  const [only] = nodesIn(node.quasis);
  return (only?.value as { cooked?: string } | undefined)?.cooked ?? null;
}

/** A string, or a template with something in the place of its expressions; null for anything else. */
export function sqlOf(node: SyntaxNode, expression: string): string | null {
  if (node.type !== 'TemplateLiteral') return textOf(node);
  return nodesIn(node.quasis)
    .map((part) => (part.value as { cooked?: string }).cooked ?? '')
    .join(expression);
}

/** The value of a property of an object literal; undefined where it has none of this name. */
export function propertyOf(object: unknown, name: string): SyntaxNode | undefined {
  const found = nodesIn(asNode(object)?.properties).find(
    (one) => one.type === 'Property' && nameOf(one.key) === name,
  );
  return asNode(found?.value) ?? undefined;
}
