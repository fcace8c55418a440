import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { majors, startServer } from '../servers/start-server.ts';
import { installProject, versionOf } from './install-project.ts';
import { mergeRows } from './merge-rows.ts';
import { tableFaults } from './table-fault.ts';
import type { ToolProject } from './tool-project.ts';
import { toolProjects } from './tool-projects.ts';
import { marks, rowOf, together, toolRows } from './tool-rows.ts';
import { type ToolResult, tryTool } from './try-tool.ts';

/**
 * `npm run tools`: three faults under real migration tools, each in a project as its documentation lays it out, against
 * a real server; prints a Markdown table. `npm run tools -- Knex` runs one and shows what was said where a cell is no;
 * `npm run tools -- --write` puts the table into docs/tools.md,
 * and one line for each tool into the README; `npm run tools -- Knex --write` the rows of Knex alone.
 */
const root = join(import.meta.dirname, '..', '..');
const words = process.argv.slice(2);
const writes = words.includes('--write');
const only = words.find((word) => !word.startsWith('--'));
const lines: string[] = [];
const print = (line: string): void => {
  lines.push(line);
  console.log(line);
};
/** One line for each tool: all faults together. */
const summary: string[] = [];
const names = toolProjects.map(({ name }) => name);
const chosen = toolProjects.filter(({ name }) => only === undefined || name.includes(only));
const major = majors.at(-1) ?? 18;
const server = await startServer(major);
let failed = false;
try {
  const where = `PostgreSQL ${major}, Node ${process.versions.node}`;
  print(`${where}\n`);
  const faults = tableFaults.map(({ name }) => name);
  print(`| tool | version | | ${faults.join(' | ')} |`);
  print(`|---|---|---|${faults.map(() => '---').join('|')}|`);
  // That a tool stops without pgmend says something about the fault alone.
  const labels = toolRows.slice(1).map(([label]) => label);
  summary.push(`| tool (${where}) | version | ${labels.join(' | ')} |`);
  summary.push(`|---|---|${labels.map(() => '---').join('|')}|`);
  for (const project of chosen) await show(project);
} finally {
  await server.stop();
}
if (failed) process.exitCode = 1;
if (writes) {
  write(join(root, 'docs', 'tools.md'), lines);
  write(join(root, 'README.md'), summary);
}

function write(file: string, table: readonly string[]): void {
  const text = readFileSync(file, 'utf8');
  const [start, end] = [
    '<!-- npm run tools -- --write -->\n\n',
    '\n\n<!-- the end of the table -->',
  ];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end, from);
  const old = text.slice(from, to).split('\n');
  const rows = only === undefined ? table : mergeRows(old, table, names);
  writeFileSync(file, `${text.slice(0, from)}${rows.join('\n')}${text.slice(to)}`);
}

async function show(project: ToolProject): Promise<void> {
  const installed = installProject(project);
  const version = 'reason' in installed ? null : versionOf(project, installed.folder);
  const notRun = (reason: string): void => {
    print(`| ${project.name} | | not run: ${reason} | | | |`);
    summary.push(`| ${project.name} | not run | | | | | |`);
  };
  if ('reason' in installed || version === null) {
    return notRun('reason' in installed ? installed.reason : 'it is not on this machine');
  }
  const results: ToolResult[] = [];
  for (const fault of tableFaults) {
    const result = await tryTool(server, project, installed.folder, fault);
    if (result.notRun !== null) return notRun(result.notRun);
    results.push(result);
    if (only !== undefined && Object.values(result).includes('no')) console.error(result.said);
    if (Object.values(result).includes('no')) failed = true;
  }
  const cells = toolRows.map(([label, of]) => ({ label, cells: results.map(of) }));
  for (const [at, row] of cells.entries()) {
    const first = at === 0 ? `| ${project.name} | ${version} |` : '| | |';
    print(`${first} ${rowOf(row.label, row.cells)}`);
  }
  const all = cells.slice(1).map((row) => marks[together(row.cells)]);
  summary.push(`| ${project.name} | ${version} | ${all.join(' | ')} |`);
}
