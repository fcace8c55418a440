import { type SchemaSource, type SchemaType, snakeCase } from './schema-sources.ts';
import { asNode, nameOf, nodesIn, propertyOf, type SyntaxNode, textOf, walk } from './syntax.ts';
import type { Retyping, TextEdit } from './tool.ts';

/** How an ORM with classes writes its entities. */
export interface EntityWords {
  /** Decorators of columns. */
  readonly column: RegExp;
  /** Keys of an entity's options that name its table, the first that is there. */
  readonly table: readonly string[];
  /** Keys of a column's options: its name, and what says its type. */
  readonly name: string;
  readonly types: readonly string[];
  /** Key of an EntitySchema's options under which the columns stand. */
  readonly columns: string;
  /** Its own words for types → as format_type names them. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** Types that such an ORM calls as PostgreSQL does, without a length or anything else beside them. */
const plain = ['uuid', 'integer', 'bigint', 'smallint', 'text'];

/** The places of a file's entities, classes with decorators and EntitySchemas, that give this column another type. */
export function entityTypes(
  { text, program }: SchemaSource,
  retyping: Retyping,
  words: EntityWords,
): SchemaType[] {
  return [...walk(program)]
    .flatMap((node) => [...ofClass(node, words), ...ofSchema(node, words)])
    .filter(({ tables, columns }) => {
      return tables.includes(retyping.table.name) && columns.includes(retyping.column);
    })
    .flatMap((one) => placeOf(one, text, retyping.newType, words));
}

interface EntityColumn {
  /** What the table may be called. */
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  /** Where the column is declared. */
  readonly at: SyntaxNode;
  /** The expressions that say its type. */
  readonly types: readonly SyntaxNode[];
  readonly options: SyntaxNode | undefined;
  readonly isRelation: boolean;
}

function ofClass(node: SyntaxNode, words: EntityWords): EntityColumn[] {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return [];
  const entity = decoratorsOf(node).find(({ name }) => name === 'Entity');
  if (entity === undefined) return [];
  const [first] = entity.args;
  const own = nameOf(node.id) ?? '';
  const tables = namesOr(textOf(first) ?? textIn(first, words.table), own);
  return nodesIn(asNode(node.body)?.body).flatMap((member) => {
    const key = nameOf(member.key) ?? '';
    return decoratorsOf(member)
      .filter(({ name }) => words.column.test(name))
      .map(({ name, args }): EntityColumn => {
        const options = args.find((one) => one.type === 'ObjectExpression');
        const [type] = args;
        return {
          tables,
          columns: isRelation(name)
            ? [...namesOr(textIn(options, [words.name]), `${key}_id`), `${key}Id`]
            : namesOr(textIn(options, [words.name]), key),
          isRelation: isRelation(name),
          at: member,
          types: [
            ...(type !== undefined && textOf(type) !== null ? [type] : []),
            ...words.types.flatMap((one) => propertyOf(options, one) ?? []),
          ],
          options,
        };
      });
  });
}

function ofSchema(node: SyntaxNode, words: EntityWords): EntityColumn[] {
  if (node.type !== 'NewExpression' || nameOf(node.callee) !== 'EntitySchema') return [];
  const [schema] = nodesIn(node.arguments);
  const tables = namesOr(textIn(schema, words.table), textIn(schema, ['name']) ?? '');
  return nodesIn(propertyOf(schema, words.columns)?.properties).map((property) => {
    const options = asNode(property.value) ?? undefined;
    return {
      tables,
      columns: namesOr(textIn(options, [words.name]), nameOf(property.key) ?? ''),
      isRelation: ['entity', 'kind', 'reference'].some((key) => propertyOf(options, key)),
      at: property,
      types: words.types.flatMap((one) => propertyOf(options, one) ?? []),
      options,
    };
  });
}

function isRelation(decorator: string): boolean {
  return /To(One|Many)$/.test(decorator);
}

function decoratorsOf(node: SyntaxNode) {
  return nodesIn(node.decorators).flatMap((one) => {
    const call = asNode(one.expression);
    if (call?.type !== 'CallExpression') return [];
    return [{ name: nameOf(call.callee) ?? '', args: nodesIn(call.arguments) }];
  });
}

function textIn(object: SyntaxNode | undefined, keys: readonly string[]): string | null {
  return keys.map((key) => textOf(propertyOf(object, key))).find((one) => one !== null) ?? null;
}

/** The name that is said, or those that a naming strategy may make of the code's. */
function namesOr(said: string | null, own: string): readonly string[] {
  return said === null ? [own, snakeCase(own)] : [said];
}

function placeOf(
  { at, types, options, isRelation }: EntityColumn,
  text: string,
  newType: string,
  { aliases }: EntityWords,
): SchemaType[] {
  const [first] = types;
  if (first === undefined) {
    // A relation has the type of what it leads to.
    if (isRelation) return [];
    const [line = ''] = text.slice(at.start, at.end).split('\n');
    const byHand = 'its type is that of the property in the code';
    return [{ start: at.start, written: line.trim(), edits: [], byHand }];
  }
  const said = types.map((one) => textOf(one)?.toLowerCase() ?? null);
  if (said.every((one) => one !== null && (aliases[one] ?? one) === newType)) return [];
  const texts = types.map((one) => typeText(one, text, newType));
  const hangs = ['default', 'defaultRaw', 'generated', 'length', 'transformer'].find(
    (key) => propertyOf(options, key) !== undefined,
  );
  const byHand = texts.includes(null)
    ? `how ${newType} is written there is for you to say`
    : hangs === undefined
      ? null
      : `its ${hangs} is of that type`;
  const edits = types.flatMap((one, index): TextEdit[] => {
    const written = texts[index];
    return written == null ? [] : [{ start: one.start, end: one.end, text: written }];
  });
  return [
    {
      start: first.start,
      written: text.slice(first.start, first.end),
      edits: byHand === null ? edits : [],
      byHand,
    },
  ];
}

/** In the way in which it is written now; null where that cannot be told. */
function typeText(type: SyntaxNode, text: string, newType: string): string | null {
  if (!plain.includes(newType)) return null;
  if (textOf(type) !== null) return `${text[type.start]}${newType}${text[type.end - 1]}`;
  const object = type.type === 'MemberExpression' ? asNode(type.object) : null;
  return object === null ? null : `${text.slice(object.start, object.end)}.${newType}`;
}
