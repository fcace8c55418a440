import { readFile } from 'node:fs/promises';
import { globFiles } from '../glob-files.ts';
import { asNode, nameOf, nodesIn, parseSource, type SyntaxNode, textOf, walk } from '../syntax.ts';
import type { MigrationFile, Migrations, Project } from '../tool.ts';
import { dataSource } from './data-source.ts';

/** The exported classes of the files, sorted by the thirteen digits that their names end with; the ledger has the names. */
export async function migrations(project: Project): Promise<Migrations> {
  const { patterns } = await dataSource(project, process.env);
  const files = await Promise.all(patterns.map((one) => globFiles(project.directory, one)));
  const sources = [...new Set(files.flat())].filter((file) => !/\.d\.[cm]?ts$/.test(file));
  const found: MigrationFile[] = [];
  for (const path of sources) {
    const program = await parseSource(path, await readFile(path, 'utf8').catch(() => ''));
    for (const name of program === null ? [] : classNames(program)) found.push({ name, path });
  }
  return {
    files: found.sort((one, other) => timeOf(one.name) - timeOf(other.name)),
    ignored: [],
  };
}

/** Milliseconds; 0 where the name has none. Source: getMigrations() in MigrationExecutor of TypeORM. */
export function timeOf(name: string): number {
  return Number(/\d{13}$/.exec(name)?.[0] ?? 0);
}

function classNames(program: SyntaxNode): string[] {
  return [...walk(program)].flatMap((node) => {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return [];
    const members = nodesIn(asNode(node.body)?.body);
    if (!members.some((member) => nameOf(member.key) === 'up')) return [];
    const own = members.find((member) => nameOf(member.key) === 'name');
    const name = textOf(own?.value) ?? nameOf(node.id);
    return name === null ? [] : [name];
  });
}
