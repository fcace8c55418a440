import { type MigrationStyle, templateOf } from './migration-style.ts';
import type { RepairMigration } from './tool.ts';

/** How a tool is given SQL, and what a migration of it begins with. */
export interface MigrationWords {
  /** The parameter of `up` and `down`, and its type in TypeScript. */
  readonly parameter: string;
  readonly type: string;
  /** Lines with the imports, without their ends; a quote is written `'`. */
  readonly imports: readonly string[];
  /** The expression that sends the SQL of a constant. */
  readonly send: (constant: string) => string;
}

/** A repair as a module with the functions `up` and `down`: Knex, node-pg-migrate, Kysely. */
export function functionsText(
  repair: RepairMigration,
  style: MigrationStyle,
  words: MigrationWords,
): string {
  const { indent, end } = style;
  const parameter = style.typescript ? `${words.parameter}: ${words.type}` : words.parameter;
  const result = style.typescript ? ': Promise<void>' : '';
  const method = (name: string, body: string) =>
    style.module === 'commonjs'
      ? [`exports.${name} = async function (${parameter}) {`, `${indent}${body}`, `}${end}`]
      : [`export async function ${name}(${parameter})${result} {`, `${indent}${body}`, '}'];
  return [
    ...headOf(repair, style, words.imports),
    ...method('up', `await ${words.send('repair')}${end}`),
    '',
    ...method('down', wayBack(repair, style, words.send)),
    '',
    ...constantsOf(repair, style),
  ].join('\n');
}

/** A repair as a class with the methods `up` and `down`: TypeORM, MikroORM. */
export function classText(
  repair: RepairMigration,
  style: MigrationStyle,
  words: MigrationWords,
  own: {
    readonly name: string;
    /** ` extends Migration`, ` implements MigrationInterface`; empty for nothing. */
    readonly heritage: string;
    /** Members before the methods, without their ends. */
    readonly members: readonly string[];
    readonly override?: boolean;
  },
): string {
  const { indent, end } = style;
  const parameter =
    words.parameter !== '' && style.typescript
      ? `${words.parameter}: ${words.type}`
      : words.parameter;
  const head = own.override === true && style.typescript ? 'override async ' : 'async ';
  const result = style.typescript ? ': Promise<void>' : '';
  const method = (name: string, body: string) => [
    `${indent}${head}${name}(${parameter})${result} {`,
    `${indent}${indent}${body}`,
    `${indent}}`,
  ];
  const commonjs = style.module === 'commonjs';
  return [
    ...headOf(repair, style, words.imports),
    `${commonjs ? `exports.${own.name} = ` : 'export '}class ${own.name}${own.heritage} {`,
    ...own.members.map((member) => `${indent}${quoted(member, style)}${end}`),
    ...(own.members.length === 0 ? [] : ['']),
    ...method('up', `${words.send('repair')}${end}`),
    '',
    ...method('down', wayBack(repair, style, words.send, '')),
    `}${commonjs ? end : ''}`,
    '',
    ...constantsOf(repair, style),
  ].join('\n');
}

/** Lines of a text as comments that no line break ends early. @param mark of a comment: `//`, `--` */
export function commentsOf(lines: readonly string[], mark: string): string[] {
  return lines.map((line) => `${mark} ${line.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')}`);
}

function headOf(
  repair: RepairMigration,
  style: MigrationStyle,
  imports: readonly string[],
): string[] {
  const written = imports.map((line) => `${quoted(line, style)}${style.end}`);
  return [
    ...(style.strict ? [`${style.quote}use strict${style.quote}${style.end}`, ''] : []),
    ...written,
    ...(written.length === 0 ? [] : ['']),
    ...commentsOf(repair.about, '//'),
    '',
  ];
}

function wayBack(
  repair: RepairMigration,
  { quote, end }: MigrationStyle,
  send: MigrationWords['send'],
  waits = 'await ',
): string {
  if (repair.down !== null) return `${waits}${send('takeBack')}${end}`;
  const words = `${repair.why}. Take it back with: pgmend undo ${repair.run}`;
  const text = words.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `throw new Error(${quote}${text.replaceAll(/[\r\n]+/g, ' ')}${quote})${end}`;
}

function constantsOf(repair: RepairMigration, { end }: MigrationStyle): string[] {
  return [
    '// One statement: it is done whole, or not at all. Done already, it changes nothing.',
    `const repair = ${templateOf(repair.up)}${end}`,
    ...(repair.down === null ? [] : ['', `const takeBack = ${templateOf(repair.down)}${end}`]),
    '',
  ];
}

function quoted(line: string, { quote }: MigrationStyle): string {
  return line.replaceAll("'", quote);
}

/** A repair as SQL, for tools whose migrations have no way down. */
export function sqlText(repair: RepairMigration): string {
  return [
    ...commentsOf(repair.about, '--'),
    `-- This tool has no way down. Take it back with: pgmend undo ${repair.run}`,
    '',
    '-- One statement: it is done whole, or not at all. Done already, it changes nothing.',
    repair.up.trim().endsWith(';') ? repair.up.trim() : `${repair.up.trim()};`,
    '',
  ].join('\n');
}
