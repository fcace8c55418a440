import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { isInstalled } from '../tool-table/install-project.ts';
import { openProject } from '../tool-table/open-project.ts';
import { drizzle } from '../tool-table/projects/drizzle.ts';
import { flyway } from '../tool-table/projects/flyway.ts';
import { dbmate, golangMigrate, goose } from '../tool-table/projects/go-tools.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { nodePgMigrate } from '../tool-table/projects/node-pg-migrate.ts';
import { prismaDeploy } from '../tool-table/projects/prisma.ts';
import { typeorm } from '../tool-table/projects/typeorm.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { type TableFault, tableFaults } from '../tool-table/table-fault.ts';
import type { ToolProject } from '../tool-table/tool-project.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const [types, orphans] = tableFaults;
if (types === undefined || orphans === undefined) throw new TypeError('a table without faults');

/** A project with a fault in its database, and what was in the tables before. */
async function project(server: DatabaseServer, tool: ToolProject, fault: TableFault) {
  const { session, place } = await openProject(server, tool);
  await session.query(fault.before);
  for (const words of tool.baseline ?? []) await runInProject(words, place);
  return {
    call: (...words: string[]) => runInProject(words, place),
    pgmend: (...words: string[]) => runInProject([...builtCommand, ...words], place),
    value: async (sql: string) =>
      String(Object.values((await session.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0]),
  };
}

/** The others where `npm run tools` has brought them. */
const others = [prismaDeploy, dbmate, goose, golangMigrate, flyway].filter(isInstalled);
const tools = [knex, nodePgMigrate, typeorm, drizzle, ...others];

describe.each(tools)('undo --ledger, $name', (tool) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(majors.at(-1) ?? 18);
  });

  it('lets the tool migrate again', async () => {
    const fault = types;
    const { call, pgmend, value } = await project(server, tool, fault);
    const run = ['run', '--yes', '--', ...tool.migrate];
    const first = await pgmend(...run);
    expect(first.code, first.output).toBe(0);
    const undone = await pgmend('undo', '--yes', '--ledger');
    expect(undone.code, undone.output).toBe(0);
    expect(undone.output).toMatch(/Removed from .*booking.?key/i);
    // The tool believes that it has everything to do, and stops where it stopped.
    const plain = await call(...tool.migrate);
    expect(plain.code, plain.output).not.toBe(0);
    if (tool.afterFailure !== undefined) await call(...tool.afterFailure);
    const again = await pgmend(...run);
    expect(again.code, again.output).toBe(0);
    expect(await value(fault.after[0])).toBe(fault.after[1]);
  });

  it.skipIf(tool.export === undefined)(
    'takes the record of an exported migration along, and of what was laid over it',
    async () => {
      const fault = orphans;
      const { call, pgmend, value } = await project(server, tool, fault);
      const format = tool.export?.format ?? '';
      const exported = await pgmend('export', '--format', format);
      expect(exported.code, exported.output).toBe(0);
      const migrated = await call(...tool.migrate);
      expect(migrated.code, migrated.output).toBe(0);
      const undone = await pgmend('undo', '--yes', '--ledger');
      expect(undone.code, undone.output).toBe(0);
      expect(undone.output).toMatch(/Removed from .*repair.?bookings.*booking.?key/i);
      // Both run again, by themselves.
      const again = await call(...tool.migrate);
      expect(again.code, again.output).toBe(0);
      expect(await value(fault.after[0])).toBe(fault.after[1]);
    },
  );
});
