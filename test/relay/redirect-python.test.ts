import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redirectEnvironment } from '../../src/relay/redirect.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { installProject, isInstalled, pathWith } from '../tool-table/install-project.ts';
import { alembic, alembicAsync } from '../tool-table/projects/alembic.ts';
import { django } from '../tool-table/projects/django.ts';
import type { ToolProject } from '../tool-table/tool-project.ts';
import { openStage, type Stage } from './stage.ts';

const python = process.platform === 'win32' ? 'python' : 'python3';
const hasPython = spawnSync(python, ['--version']).status === 0;

describe.skipIf(!hasPython)('a Python process of the command', () => {
  let stage: Stage;
  let folder: string;
  beforeAll(async () => {
    stage = await openStage(await sharedServer(majors.at(-1) ?? 18));
    folder = mkdtempSync(join(tmpdir(), 'with spaces '));
  });
  afterAll(async () => {
    await stage.close();
    rmSync(folder, { recursive: true });
  });

  function run(script: string, env: Record<string, string> = {}, args: string[] = []) {
    const given = { ...process.env, ...env };
    const led = redirectEnvironment({ relay: stage.relay, target: stage.target, env: given });
    // These are for programs that leave the address open.
    const { PGHOST: _host, PGPORT: _port, ...left } = led;
    return new Promise<string>((resolve) => {
      execFile(python, [...args, '-c', script], { env: left }, (_error, out, errors) =>
        resolve((out + errors).trim()),
      );
    });
  }

  it('still loads the sitecustomize that it has', async () => {
    writeFileSync(join(folder, 'sitecustomize.py'), 'print("its own")\n');
    expect(await run('print("program")', { PYTHONPATH: folder })).toBe('its own\nprogram');
  });

  it('starts as ever where it ignores its environment', async () => {
    expect(await run('print("program")', {}, ['-I'])).toBe('program');
  });

  const drivers: readonly [string, ToolProject, (host: string, port: number) => string][] = [
    [
      'psycopg2',
      alembic,
      (host, port) =>
        `import psycopg2; psycopg2.connect(host='${host}', port=${port}, user='postgres', dbname='postgres', password='x').close(); print('in')`,
    ],
    [
      'psycopg2, by a URL',
      alembic,
      (host, port) =>
        `import psycopg2; psycopg2.connect('postgresql://postgres:x@${host}:${port}/postgres').close(); print('in')`,
    ],
    [
      'psycopg',
      django,
      (host, port) =>
        `from psycopg import connect; connect('dbname=postgres user=postgres', host='${host}', port=${port}, autocommit=True).close(); print('in')`,
    ],
    [
      'asyncpg',
      alembicAsync,
      (host, port) =>
        `import asyncio, asyncpg\nasync def f():\n  c = await asyncpg.connect('postgresql://postgres:x@${host}:${port}/postgres'); await c.close(); print('in')\nasyncio.run(f())`,
    ],
  ];

  it.each(drivers)(
    '%s: a fixed address leads to the relay, another one does not',
    async (...of) => {
      const [, project, script] = of;
      if (!isInstalled(project)) return console.warn('not run: `npm run tools` brings the driver');
      const installed = installProject(project);
      const path = 'folder' in installed ? pathWith(project, installed.folder) : '';
      const before = stage.relay.accepted();
      const { host, port } = stage.target;
      expect(await run(script(host, port), { PATH: path })).toBe('in');
      expect(stage.relay.accepted()).toBe(before + 1);
      expect(await run(script(host, 1), { PATH: path })).toMatch(/refused|Connect call failed/);
      expect(stage.relay.accepted()).toBe(before + 1);
    },
  );
});
