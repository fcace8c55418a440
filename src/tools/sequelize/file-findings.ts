import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadParser } from '../../statement/parse-statements.ts';
import { lineAndColumn } from '../line-and-column.ts';
import { misorderedNames } from '../misordered-names.ts';
import { pathIn } from '../path-in.ts';
import { asNode, nameOf, nodesIn, parseSource, type SyntaxNode } from '../syntax.ts';
import type { FileFinding, MigrationFile, Project } from '../tool.ts';
import { wayUp } from '../way-up.ts';
import { constantsIn, propertiesOf, resolved } from './declarations.ts';
import { allForgotten } from './forgotten.ts';
import { migrations } from './migrations.ts';

/** What sequelize-cli's migration files alone show to be wrong, file by file. */
export async function fileFindings(project: Project): Promise<readonly FileFinding[]> {
  const { files, ignored } = await migrations(project);
  const texts = new Map<string, string>();
  for (const { path: file } of files) {
    texts.set(file, await readFile(file, 'utf8').catch(() => ''));
  }
  const startOf = (file: string) => ({ ...placeIn(project, file), line: 1, column: 1 });
  const found: FileFinding[] = [];
  for (const file of ignored) {
    if (isPartOf(file, [...texts.values()])) continue;
    const why = path.dirname(file) === project.settings.migrations ? 'its ending' : 'its folder';
    found.push({
      ...startOf(file),
      kind: 'not-picked-up',
      migration: null,
      says: `${path.basename(file)} never runs: sequelize-cli does not look at ${why === 'its ending' ? 'files with its ending' : 'folders below the one with the migrations'}.`,
      next: 'Give it the ending .cjs, .js, .cts or .ts in the folder itself if it is a migration; move it elsewhere if it is none.',
    });
  }
  const byName = new Map(files.map((file) => [file.name, file.path]));
  for (const { name, says, next } of misorderedNames(files.map(({ name: one }) => one))) {
    const file = byName.get(name) ?? name;
    found.push({ ...startOf(file), kind: 'sorts-wrongly', migration: name, says, next });
  }
  for (const file of files) {
    found.push(...(await withinFile(project, file, texts.get(file.path) ?? '')));
  }
  await loadParser();
  for (const { call, misplaced, write, ...place } of await allForgotten(project)) {
    found.push({
      ...place,
      kind: 'transaction-left-out',
      migration: path.basename(place.path),
      says: misplaced
        ? `${call} is given its transaction where Sequelize does not look for it, so it goes over another connection: it may wait for its own migration for ever.`
        : `${call} is not given the transaction that is open around it, so it goes over another connection: it may wait for its own migration for ever.`,
      next: `Write ${write}.`,
    });
  }
  return found;
}

function placeIn(project: Project, file: string) {
  return { path: file, file: pathIn(project.directory, file) };
}

/** A file that a migration reads or requires: the migration's text names it. */
function isPartOf(file: string, texts: readonly string[]): boolean {
  const base = path.basename(file);
  const stem = base.replace(/\.\w+$/, '');
  return texts.some((text) => text.includes(base) || text.includes(`/${stem}`));
}

async function withinFile(
  project: Project,
  { name, path: file }: MigrationFile,
  text: string,
): Promise<FileFinding[]> {
  const program = await parseSource(file, text);
  if (program === null) return [];
  const at = (node: SyntaxNode) => ({
    ...placeIn(project, file),
    ...lineAndColumn(text, node.start),
  });
  const known = constantsIn(program);
  const found: FileFinding[] = [];
  for (const node of wayUp(program)) {
    const other = otherTool(node);
    if (other !== null) {
      found.push({
        ...at(node),
        kind: 'other-tool',
        migration: name,
        says: `${name} is written for ${other}: sequelize-cli calls up(queryInterface, Sequelize), so it fails at its turn.`,
        next: 'Write it for Sequelize, or move it out of the folder.',
      });
      break;
    }
  }
  for (const node of wayUp(program)) {
    if (node.type !== 'CallExpression') continue;
    const callee = asNode(node.callee);
    const property = asNode(callee?.property);
    if (property === null || nameOf(property) !== 'changeColumn') continue;
    const [, , third] = nodesIn(node.arguments).map((one) => resolved(one, known));
    const options = propertiesOf(third, known);
    if (!options.has('references')) continue;
    const type = options.get('type');
    const typed =
      type === undefined ? '' : ` the type ${text.slice(type.start, type.end)} is passed over, and`;
    found.push({
      ...at(property),
      kind: 'change-column-references',
      migration: name,
      says: `changeColumn with references only adds a foreign key on PostgreSQL:${typed} a second constraint is laid where one is there.`,
      next: 'Change the type with changeColumn without references, and lay the foreign key with addConstraint.',
    });
  }
  return found;
}

/** The tool whose migrations look like this function. */
function otherTool(node: SyntaxNode): string | null {
  if (!/Function/.test(node.type)) return null;
  const [first] = nodesIn(node.params);
  const name = nameOf(first);
  if (name === 'knex') return 'Knex';
  return name === 'pgm' ? 'node-pg-migrate' : null;
}
