import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'pgmend-alone-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('lets no two processes work at once', async () => {
  const [lock, log] = [join(folder, 'lock'), join(folder, 'log')];
  const source = `
    import { appendFileSync } from 'node:fs';
    import { oneAtATime } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'one-at-a-time.ts')).href)};
    oneAtATime(${JSON.stringify(lock)}, () => {
      for (const letter of 'abc') {
        appendFileSync(${JSON.stringify(log)}, letter);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
    });`;
  const script = join(folder, 'work.mts');
  writeFileSync(script, source);
  const ended = Array.from({ length: 3 }, () => {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
      stdio: 'inherit',
    });
    return new Promise((resolve) => child.once('close', resolve));
  });
  expect(await Promise.all(ended)).toEqual([0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('abcabcabc');
  expect(existsSync(lock)).toBe(false);
});

it('does not wait for a process that is gone', async () => {
  const lock = join(folder, 'left');
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  writeFileSync(lock, String(child.pid));
  expect(oneAtATime(lock, () => readFileSync(lock, 'utf8'))).toBe(String(process.pid));
});
