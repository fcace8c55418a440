import { readFile } from 'node:fs/promises';
import { lineAndColumn } from '../line-and-column.ts';
import { pathIn } from '../path-in.ts';
import { nameOf, nodesIn, parseSource, type SyntaxNode, walk } from '../syntax.ts';
import type { Project, Retyping, TextEdit, TypeEdit } from '../tool.ts';
import { columnType } from './column-type.ts';
import { isOfTable, modelFiles } from './locate.ts';
import { migrations } from './migrations.ts';
import { type TypePlace, typePlaces } from './type-places.ts';
import { typeText } from './type-text.ts';

/** The places that declare another type for a column: migrations in their order, then models. */
export async function retype(project: Project, retyping: Retyping): Promise<readonly TypeEdit[]> {
  const { files } = await migrations(project);
  const last = files.findIndex((file) => file.name === retyping.upTo);
  const looked = last < 0 ? files : files.slice(0, last + 1);
  const found: TypeEdit[] = [];
  for (const { path: file, name } of looked) {
    found.push(...(await inFile(project, file, name, retyping)));
  }
  for (const file of await modelFiles(project.settings.models)) {
    found.push(...(await inFile(project, file, null, retyping)));
  }
  return found;
}

async function inFile(
  project: Project,
  file: string,
  migration: string | null,
  retyping: Retyping,
): Promise<TypeEdit[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const program = await parseSource(file, text);
  if (program === null) return [];
  const places = await typePlaces(program, text);
  const nodes = [...walk(program)];
  return places
    .filter((place) => isMeant(place, retyping))
    .flatMap((place): TypeEdit[] => {
      const start = place.in === 'call' ? place.type.start : place.at;
      const written =
        place.in === 'call' ? text.slice(place.type.start, place.type.end) : place.written;
      const type = place.in === 'call' ? columnType(place.type) : sqlType(place.written);
      if (type === retyping.newType) return [];
      const edits = editsFor(place, text, nodes, retyping.newType);
      const others = places.filter(
        (other) => other.in === 'call' && other.type.start === start && !isMeant(other, retyping),
      );
      const byHand =
        others.length > 0
          ? `it also stands for ${others.map((one) => `${one.tables[0]}.${one.column}`).join(', ')}`
          : edits === null
            ? `how ${retyping.newType} is written there is for you to say`
            : null;
      return [
        {
          path: file,
          file: pathIn(project.directory, file),
          ...lineAndColumn(text, start),
          in: migration === null ? 'model' : 'migration',
          migration,
          written,
          edits: byHand === null ? (edits ?? []) : [],
          byHand,
        },
      ];
    });
}

function isMeant(place: TypePlace, { table, column }: Retyping): boolean {
  return place.column === column && isOfTable(place, table);
}

/** null where it cannot be told how the type is written. */
function editsFor(
  place: TypePlace,
  text: string,
  nodes: readonly SyntaxNode[],
  newType: string,
): TextEdit[] | null {
  if (place.in === 'sql') {
    if (place.start === null || place.end === null) return null;
    const isUpper = place.written === place.written.toUpperCase();
    const name = isUpper ? newType.toUpperCase() : newType;
    return [{ start: place.start, end: place.end, text: name }];
  }
  const { type, options } = place;
  const name = typeText(type, text, newType, nodes);
  if (name === null) return null;
  return [
    { start: type.start, end: type.end, text: name },
    ...(newType === 'uuid' ? [] : withoutUuidDefault(options, text)),
  ];
}

/** A default that makes uuids goes with the type. */
function withoutUuidDefault(options: SyntaxNode | null, text: string): TextEdit[] {
  const properties = nodesIn(options?.properties);
  const at = properties.findIndex((one) => nameOf(one.key) === 'defaultValue');
  const found = properties[at];
  if (found === undefined || !/uuid/i.test(text.slice(found.start, found.end))) return [];
  const next = properties[at + 1];
  // With the comma and the blanks behind it, or those before it where it is the last one.
  if (next !== undefined) return [{ start: found.start, end: next.start, text: '' }];
  const before = properties[at - 1];
  return [{ start: before?.end ?? found.start, end: found.end, text: '' }];
}

const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
};

function sqlType(written: string): string {
  const lower = written.toLowerCase().replaceAll(/\s+/g, ' ').trim();
  return aliases[lower] ?? lower.replace(/^varchar\b/, 'character varying');
}
