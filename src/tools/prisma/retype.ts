import { readFile, stat } from 'node:fs/promises';
import type * as prismaAst from '@mrleebo/prisma-ast';
import { globFiles } from '../glob-files.ts';
import { lineAndColumn } from '../line-and-column.ts';
import { pathIn } from '../path-in.ts';
import { retypeInSql } from '../retype-in-sql.ts';
import type { Project, Retyping, TextEdit, TypeEdit } from '../tool.ts';
import { prismaType, typeOfField } from './field-type.ts';
import { migrations } from './migrations.ts';

/** The places in migrations and in the schema that declare another type for a column. */
export async function retype(project: Project, retyping: Retyping): Promise<readonly TypeEdit[]> {
  const { files } = await migrations(project);
  const found = await retypeInSql(project, files, retyping);
  for (const file of await schemaFiles(project.settings.schema ?? '')) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const field of await fieldsOf(text, retyping)) {
      const place = placeOf(field, text, retyping.newType);
      if (place === null) continue;
      found.push({
        path: file,
        file: pathIn(project.directory, file),
        ...lineAndColumn(text, place.start),
        in: 'model',
        migration: null,
        written: place.written,
        edits: place.edits,
        byHand: place.byHand,
      });
    }
  }
  return found;
}

async function schemaFiles(schema: string): Promise<readonly string[]> {
  const isFolder = await stat(schema).then(
    (one) => one.isDirectory(),
    () => false,
  );
  return isFolder ? globFiles(schema, '**/*.prisma') : [schema];
}

/** The fields of the models of this table that stand for the column. */
async function fieldsOf(
  text: string,
  { table, column }: Retyping,
): Promise<readonly prismaAst.Field[]> {
  const { getSchema, PrismaParser, VisitorClassFactory } = await import('@mrleebo/prisma-ast');
  const parser = new PrismaParser({ nodeLocationTracking: 'full' });
  const visitor = new (VisitorClassFactory(parser))();
  const isNamed = (own: string, mapped: string | null, wanted: string) =>
    (mapped ?? own) === wanted;
  try {
    return getSchema(text, { parser, visitor }).list.flatMap((block) => {
      if (block.type !== 'model') return [];
      const attributes = block.properties.filter((one) => one.type === 'attribute');
      if (!isNamed(block.name, mapOf(attributes), table.name)) return [];
      return block.properties.filter(
        (one): one is prismaAst.Field =>
          one.type === 'field' && isNamed(one.name, mapOf(one.attributes ?? []), column),
      );
    });
  } catch {
    // Prisma itself says what is wrong with its schema.
    return [];
  }
}

/** What `@map("…")` says. */
function mapOf(attributes: readonly Pick<prismaAst.Attribute, 'name' | 'args'>[]): string | null {
  const value = attributes.find((one) => one.name === 'map')?.args?.[0]?.value;
  const said =
    typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  return typeof said === 'string' ? said.replace(/^"|"$/g, '') : null;
}

interface FieldPlace {
  readonly start: number;
  readonly written: string;
  readonly edits: readonly TextEdit[];
  readonly byHand: string | null;
}

/** null where it has the type already, or is a relation. */
function placeOf(
  { attributes = [], ...field }: prismaAst.Field,
  text: string,
  newType: string,
): FieldPlace | null {
  const from = field.location?.startOffset;
  if (from === undefined) return null;
  const [, before = '', scalar = '', modifier = ''] =
    /^(\w+\s+)(\w+)(\?|\[\])?/.exec(text.slice(from)) ?? [];
  const start = from + before.length;
  const native = attributes.find((one) => one.group === 'db');
  const nativeStart = native?.location?.startOffset ?? null;
  const nativeText =
    nativeStart === null ? '' : (/^@db\.\w+(\([^)]*\))?/.exec(text.slice(nativeStart))?.[0] ?? '');
  const written = [`${scalar}${modifier}`, nativeText].filter(Boolean).join(' ');
  if (attributes.some((one) => one.name === 'relation') || scalar === '') return null;
  if (typeOfField(scalar, nativeText) === newType) return null;
  const wanted = prismaType(newType);
  const byHand =
    wanted === null
      ? `how ${newType} is written there is for you to say`
      : attributes.some((one) => one.name === 'default')
        ? 'its default is of that type'
        : modifier === '[]'
          ? 'it is a list'
          : null;
  if (wanted === null || byHand !== null) return { start, written, edits: [], byHand };
  const inserted = nativeText === '' && wanted.native !== '' ? ` ${wanted.native}` : '';
  const edits: TextEdit[] = [
    {
      start,
      end: start + scalar.length + modifier.length,
      text: `${wanted.scalar}${modifier}${inserted}`,
    },
  ];
  if (nativeStart !== null && nativeText !== wanted.native) {
    const blanks = /[ \t]*$/.exec(text.slice(0, nativeStart))?.[0].length ?? 0;
    edits.push({
      start: wanted.native === '' ? nativeStart - blanks : nativeStart,
      end: nativeStart + nativeText.length,
      text: wanted.native,
    });
  }
  return { start, written, edits, byHand: null };
}
