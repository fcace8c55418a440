import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { targetEnvironment } from '../target-environment.ts';

it('connects without Node’s fetch, which the driver would load to see whether it runs at Cloudflare’s', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const target = await server.createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'pgmend-startup-'));
  const hook = join(folder, 'loaded.cjs');
  writeFileSync(
    hook,
    `process.on('exit', () => console.error('loaded:', process.moduleLoadList.filter((one) => /undici|_http_client/.test(one)).join(), 'net', process.moduleLoadList.includes('NativeModule net')));`,
  );
  const [node = '', ...words] = builtCommand;
  const { stderr } = spawnSync(node, ['--require', hook, ...words, 'doctor'], {
    cwd: folder,
    env: targetEnvironment(target),
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true, force: true });
  await server.dropDatabase(target);
  expect(stderr).toContain('loaded:');
  expect(/loaded: (\S*) net (\w+)/.exec(stderr)?.slice(1)).toEqual(['', 'true']);
});
