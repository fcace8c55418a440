import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { installProject } from './install-project.ts';
import { knex } from './projects/knex.ts';
import { pgScript } from './projects/scripts.ts';
import { sequelize } from './projects/sequelize.ts';
import { tableFaults } from './table-fault.ts';
import { toolProjects } from './tool-projects.ts';
import { marks, rowOf, toolRows } from './tool-rows.ts';
import { tryTool } from './try-tool.ts';

const read = (...names: string[]) =>
  readFileSync(join(import.meta.dirname, '..', '..', ...names), 'utf8');
const linesOf = (text: string): string[][] =>
  (/<[!]-- npm run tools[\s\S]*<[!]-- the end of the table -->/.exec(text)?.[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));
/** Tool → its rows in docs/tools.md. */
const table = new Map<string, string[][]>();
for (const [, name = '', , ...cells] of linesOf(read('docs', 'tools.md'))) {
  if (name !== '') table.set(name, []);
  [...table.values()].at(-1)?.push(cells);
}

describe('the table of tools', () => {
  it('has every tool, in the README too', () => {
    const names = toolProjects.map((one) => one.name);
    expect([...table.keys()].slice(1)).toEqual(names);
    const summary = linesOf(read('README.md')).slice(1);
    expect(summary.map(([, name]) => name)).toEqual(names);
    for (const [, name = '', , ...cells] of summary) {
      const rows = (table.get(name) ?? []).slice(1);
      const together = rows.map((row) => {
        const all = row.slice(1, -1);
        return all.includes(marks.no) ? marks.no : all.includes(marks.yes) ? marks.yes : marks['–'];
      });
      if (rows.length > 0) expect([name, ...cells.slice(0, -1)]).toEqual([name, ...together]);
    }
  });
});

describe('its rows', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(majors.at(-1) ?? 18);
  });

  it.each([sequelize, knex, pgScript])(
    'are true of $name',
    { timeout: 180_000 },
    async (project) => {
      const installed = installProject(project);
      if ('reason' in installed) throw new Error(installed.reason);
      const [fault] = tableFaults;
      if (fault === undefined) throw new TypeError('a table without a fault');
      const result = await tryTool(server, project, installed.folder, fault);
      const rows = table.get(project.name) ?? [];
      for (const [at, [label, of]] of toolRows.entries()) {
        const [own, first] = rows[at] ?? [];
        expect(`${own} | ${first} |`, result.said).toBe(rowOf(label, [of(result)]));
      }
    },
  );
});
