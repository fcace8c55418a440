import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations } from './migrations.ts';
import { nameBefore } from './name-before.ts';

/** A repair as a migration with real `up` and `down`, in the module style of the one that it comes before. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const names = files.map((one) => one.name);
  const name = nameBefore(names, repair.before, repair.slug, new Date());
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  const like =
    neighbour === undefined ? '' : await readFile(neighbour.path, 'utf8').catch(() => '');
  const { migrations: folder = project.directory } = project.settings;
  return { name, path: path.join(folder, name), text: textOf(repair, styleOf(like, name)) };
}

interface Style {
  readonly module: 'commonjs' | 'export-default' | 'named-exports';
  readonly typescript: boolean;
  readonly quote: string;
  readonly end: string;
  readonly indent: string;
  readonly strict: boolean;
}

function styleOf(text: string, name: string): Style {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const module = /^\s*export\s+default\b/m.test(text)
    ? 'export-default'
    : /^\s*export\s/m.test(text) || (text === '' && name.endsWith('.ts'))
      ? 'named-exports'
      : 'commonjs';
  return {
    module,
    typescript: /\.c?ts$/.test(name),
    quote: count(/"/g) > count(/'/g) ? '"' : "'",
    end: text === '' || count(/;\s*$/gm) > 0 ? ';' : '',
    indent: /^\t/m.test(text) ? '\t' : (/^( +)\S/m.exec(text)?.[1] ?? '  '),
    strict: /^\s*(['"])use strict\1/.test(text),
  };
}

function textOf(repair: RepairMigration, style: Style): string {
  const { module, quote, end, indent } = style;
  const string = (text: string) =>
    `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
  const parameter = style.typescript ? 'queryInterface: QueryInterface' : 'queryInterface';
  const send = (constant: string) => `await queryInterface.sequelize.query(${constant})${end}`;
  const back =
    repair.down === null
      ? `throw new Error(${string(`${repair.why}. Take it back with: pgmend undo ${repair.run}`)})${end}`
      : send('takeBack');
  const method = (name: string, body: string, head: string, tail: string, pad: string) => [
    `${pad}${head}${name}(${parameter}) {`,
    `${pad}${indent}${body}`,
    `${pad}}${tail}`,
  ];
  const members =
    module === 'named-exports'
      ? [
          ...method('up', send('repair'), 'export async function ', '', ''),
          '',
          ...method('down', back, 'export async function ', '', ''),
        ]
      : [
          module === 'commonjs' ? 'module.exports = {' : 'export default {',
          ...method('up', send('repair'), 'async ', ',', indent),
          '',
          ...method('down', back, 'async ', ',', indent),
          `}${end}`,
        ];
  return [
    ...(style.strict ? [`${quote}use strict${quote}${end}`, ''] : []),
    ...(style.typescript
      ? [`import type { QueryInterface } from ${quote}sequelize${quote}${end}`, '']
      : []),
    ...repair.about.map((line) => `// ${line.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')}`),
    '',
    ...members,
    '',
    '// One statement: it is done whole, or not at all. Done already, it changes nothing.',
    `const repair = ${template(repair.up)}${end}`,
    ...(repair.down === null ? [] : ['', `const takeBack = ${template(repair.down)}${end}`]),
    '',
  ].join('\n');
}

/** A template literal that stands for the text as it is. */
function template(text: string): string {
  return `\`\n${text.replaceAll(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r')}\n\``;
}
