import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { majors, startServer } from '../servers/start-server.ts';
import { installProject, versionOf } from './install-project.ts';
import { alembic, alembicAsync } from './projects/alembic.ts';
import { django } from './projects/django.ts';
import { drizzle } from './projects/drizzle.ts';
import { drizzleMigrate1, drizzlePush, drizzlePush1 } from './projects/drizzle-push.ts';
import { flyway } from './projects/flyway.ts';
import { dbmate, golangMigrate, goose } from './projects/go-tools.ts';
import { knex } from './projects/knex.ts';
import { kysely } from './projects/kysely.ts';
import { mikroOrm } from './projects/mikro-orm.ts';
import { nodePgMigrate } from './projects/node-pg-migrate.ts';
import { prismaDeploy, prismaPush } from './projects/prisma.ts';
import { rails } from './projects/rails.ts';
import { pgScript, postgresScript, psql } from './projects/scripts.ts';
import { sequelize } from './projects/sequelize.ts';
import { sequelizeSync } from './projects/sequelize-sync.ts';
import { typeorm } from './projects/typeorm.ts';
import { tableFaults } from './table-fault.ts';
import type { ToolProject } from './tool-project.ts';
import { type Cell, type ToolResult, tryTool } from './try-tool.ts';

/**
 * `npm run tools`: three faults under real migration tools, each in a project as its documentation lays it out, against
 * a real server; prints a Markdown table. `npm run tools -- Knex` runs one and shows what was said where a cell is no;
 * `npm run tools -- --write` puts the table into docs/tools.md.
 */
const projects: readonly ToolProject[] = [
  sequelize,
  sequelizeSync,
  knex,
  nodePgMigrate,
  typeorm,
  drizzle,
  drizzlePush,
  drizzleMigrate1,
  drizzlePush1,
  mikroOrm,
  kysely,
  prismaDeploy,
  prismaPush,
  pgScript,
  postgresScript,
  psql,
  django,
  alembic,
  alembicAsync,
  dbmate,
  goose,
  golangMigrate,
  flyway,
  rails,
];

const page = join(import.meta.dirname, '..', '..', 'docs', 'tools.md');
const words = process.argv.slice(2);
const writes = words.includes('--write');
const only = words.find((word) => !word.startsWith('--'));
const lines: string[] = [];
const print = (line: string): void => {
  lines.push(line);
  console.log(line);
};
const chosen = projects.filter(({ name }) => only === undefined || name.includes(only));
const major = majors.at(-1) ?? 18;
const server = await startServer(major);
const marks: Readonly<Record<Cell, string>> = { yes: '✓', no: '✗', '–': '–' };
let failed = false;
try {
  print(`PostgreSQL ${major}, Node ${process.versions.node}\n`);
  const faults = tableFaults.map(({ name }) => name);
  print(`| tool | version | | ${faults.join(' | ')} |`);
  print(`|---|---|---|${faults.map(() => '---').join('|')}|`);
  for (const project of chosen) await show(project);
} finally {
  await server.stop();
}
if (failed) process.exitCode = 1;
if (writes) {
  const table = `<!-- npm run tools -- --write -->\n\n${lines.join('\n')}\n\n<!-- the end of the table -->`;
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(/<!-- npm run tools[\s\S]*<!-- the end of the table -->/, () => table),
  );
}

async function show(project: ToolProject): Promise<void> {
  const installed = installProject(project);
  if ('reason' in installed) {
    print(`| ${project.name} | | not run: ${installed.reason} | | | |`);
    return;
  }
  const version = versionOf(project, installed.folder);
  if (version === null) {
    print(`| ${project.name} | | not run: it is not on this machine | | | |`);
    return;
  }
  const results: ToolResult[] = [];
  for (const fault of tableFaults) {
    const result = await tryTool(server, project, installed.folder, fault);
    results.push(result);
    if (only !== undefined && Object.values(result).includes('no')) console.error(result.said);
    if (Object.values(result).includes('no')) {
      failed = true;
    }
  }
  const rows: [string, (result: ToolResult) => Cell][] = [
    ['stops without pgmend', (one) => one.stops],
    ['goes through', (one) => one.goesThrough],
    ['its own status agrees', (one) => one.recorded],
    ['migration file and line named', (one) => one.named],
    ['undo', (one) => one.undone],
    ['export runs and reverts', (one) => one.exported],
  ];
  for (const [at, [label, of]] of rows.entries()) {
    const first = at === 0 ? `| ${project.name} | ${version} |` : '| | |';
    print(`${first} ${label} | ${results.map((one) => marks[of(one)]).join(' | ')} |`);
  }
}
