import { rmSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { installProject } from '../tool-table/install-project.ts';
import { editFiles, projectFolder } from '../tool-table/project-folder.ts';
import { drizzlePush1 } from '../tool-table/projects/drizzle-push.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { tableFaults } from '../tool-table/table-fault.ts';

vi.setConfig({ testTimeout: 300_000 });

it('drizzle-kit push of 1.0, which compares every schema, is told to leave the journal alone', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const installed = installProject(drizzlePush1);
  if ('reason' in installed) throw new Error(installed.reason);
  const target = await server.createDatabase();
  const session = await server.session(target);
  const folder = projectFolder(drizzlePush1, installed.folder, target);
  onTestFinished(async () => {
    await session.close();
    await server.dropDatabase(target);
    rmSync(folder, { recursive: true, force: true });
  });
  await session.query(tableFaults.find((one) => one.name === 'orphans')?.before ?? '');
  const place = { folder, installed: installed.folder, target, project: drizzlePush1 };
  const call = (...words: string[]) => runInProject(words, place);
  const pgmend = (...words: string[]) => call(...builtCommand, ...words);
  const push = ['drizzle-kit', 'push', '--force'];
  const kept = async () =>
    (await session.query('SELECT count(*)::int AS n FROM pgmend.kept_values')).rows[0]?.n;
  const line = `put this into drizzle.config.ts: schemaFilter: ['!pgmend'],`;

  const before = await pgmend('doctor');
  expect(before.output).toContain(`! drizzle-kit push compares every schema`);
  expect(before.output).toContain(line);

  const mended = await pgmend('run', '--yes', '--', ...push);
  expect(mended.code, mended.output).toBe(0);
  expect(mended.output.indexOf(line)).toBeGreaterThan(mended.output.indexOf('Way back'));
  expect(await kept()).toBe(3);

  // Somebody confirms whatever it asks, as a terminal does under --force.
  const asked = await call(...push);
  const hints = [...asked.output.matchAll(/\{ "type": .* \}/g)].map(([hint]) => hint);
  expect(hints.length).toBeGreaterThan(3);
  const confirmed = [...push, '--hints', `[${hints.join(',')}]`];
  const refused = await pgmend('run', '--yes', '--', ...confirmed);
  expect(refused.output.indexOf(line)).toBeGreaterThan(-1);
  expect(refused.output.indexOf(line)).toBeLessThan(refused.output.indexOf('Refused'));
  expect(refused.output).toContain(`pgmend: schema pgmend is pgmend's journal`);
  expect(refused.code).not.toBe(0);
  expect(await kept()).toBe(3);

  editFiles(folder, drizzlePush1.told?.(refused.output) ?? {});
  const left = await call(...push);
  expect(left.code, left.output).toBe(0);
  expect(left.output).toContain('No changes detected');
  expect((await pgmend('doctor')).output).not.toContain('compares every schema');
  const undone = await pgmend('undo', '--yes');
  expect(undone.code, undone.output).toBe(0);
});
