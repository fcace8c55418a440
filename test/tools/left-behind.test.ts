import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { isInstalled } from '../tool-table/install-project.ts';
import { openProject } from '../tool-table/open-project.ts';
import { golangMigrate } from '../tool-table/projects/go-tools.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { prismaDeploy } from '../tool-table/projects/prisma.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { tableFaults } from '../tool-table/table-fault.ts';
import type { ToolProject } from '../tool-table/tool-project.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const [types] = tableFaults;
if (types === undefined) throw new TypeError('a table without faults');

interface Broken {
  readonly tool: ToolProject;
  /** Path → text: what makes the run break off half-way. */
  readonly files: Readonly<Record<string, string>>;
  readonly says: string;
  readonly next: string;
  /** What `next` names. */
  readonly remedy: readonly string[];
}

const broken: readonly Broken[] = [
  {
    tool: knex,
    // As somebody else would kill it; in a transaction its lock would go with it.
    files: {
      [knex.migration]: `exports.up = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => setTimeout(() => {}, 1e6)); };\nexports.down = () => {};\nexports.config = { transaction: false };\n`,
    },
    says: 'lock in knex_migrations_lock is set: a run is under way, or one was broken off.',
    next: 'where none is under way, knex migrate:unlock',
    remedy: ['knex', 'migrate:unlock'],
  },
  {
    tool: prismaDeploy,
    files: {},
    says: 'Prisma carries out nothing before somebody says what became of it (P3009).',
    next: 'pgmend mark 20260101000000_add_booking_key where its work is done, else prisma migrate resolve --rolled-back 20260101000000_add_booking_key',
    remedy: prismaDeploy.afterFailure ?? [],
  },
  {
    tool: golangMigrate,
    files: {},
    says: 'Version 1 is dirty: its migration failed half-way or is under way, and migrate carries out nothing more.',
    next: 'put right what it left and run migrate force -- -1',
    remedy: [
      'migrate',
      '-path',
      'migrations',
      '-database',
      '$DATABASE_URL?sslmode=disable',
      'force',
      '--',
      '-1',
    ],
  },
];

const ready = ({ from = 'npm', name, ...rest }: ToolProject) =>
  from === 'npm' || isInstalled({ from, name, ...rest });

describe('doctor tells what a broken run has left in the tool’s own tables', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(majors.at(-1) ?? 18);
  });

  for (const { tool, files, says, next, remedy } of broken) {
    const isReady = ready(tool);
    it.runIf(isReady)(
      `${tool.name}${isReady ? '' : ' (not run: `npm run tools` brings it)'}`,
      async () => {
        const { session, folder, place } = await openProject(server, tool);
        await session.query(types.before);
        for (const words of tool.baseline ?? []) await runInProject(words, place);
        for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
        const ledger = async () => {
          const { output } = await runInProject([...builtCommand, 'doctor', '--json'], place);
          const { questions } = JSON.parse(output.slice(output.indexOf('{')));
          return questions.find((one: { about: string }) => one.about === 'ledger');
        };
        const ended = await runInProject(tool.migrate, place);
        expect(ended.code, ended.output).not.toBe(0);
        expect(await ledger()).toMatchObject({
          state: 'wrong',
          says: expect.stringContaining(says),
          next: expect.stringContaining(next),
        });
        const mended = await runInProject(remedy, place);
        expect(mended.code, mended.output).toBe(0);
        expect(await ledger()).toMatchObject({ state: 'fine', next: null });
      },
    );
  }
});
