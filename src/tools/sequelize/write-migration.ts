import path from 'node:path';
import { type MigrationStyle, templateOf } from '../migration-style.ts';
import { nameBefore } from '../name-before.ts';
import { neighbourStyle } from '../neighbour-style.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations } from './migrations.ts';

/** A repair as a migration with real `up` and `down`, in the module style of the one that it comes before. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const names = files.map((one) => one.name);
  const name = nameBefore(names, repair.before, repair.slug, new Date());
  const style = await neighbourStyle(files, repair.before, name);
  const { migrations: folder = project.directory } = project.settings;
  return { name, path: path.join(folder, name), text: textOf(repair, style) };
}

function textOf(repair: RepairMigration, style: MigrationStyle): string {
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
    `const repair = ${templateOf(repair.up)}${end}`,
    ...(repair.down === null ? [] : ['', `const takeBack = ${templateOf(repair.down)}${end}`]),
    '',
  ].join('\n');
}
