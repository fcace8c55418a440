import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { cleanMigrations, writeProject } from '../test/replay/sequelize-project.ts';
import { majors, startServer } from '../test/servers/start-server.ts';

/**
 * `npm run bench:replay`: `pgmend check` of 200 Sequelize migrations on the embedded database beside the plain
 * `sequelize-cli db:migrate` of the same 200 on a real server, in turn. Median of three. Fails above the limit below.
 * The first start of the embedded database, which is slower and happens once on a machine, is not counted.
 */
const limit = 3;
const count = 200;

const root = path.join(import.meta.dirname, '..');
const cli = createRequire(import.meta.url).resolve('sequelize-cli/lib/sequelize');
const folder = writeProject(cleanMigrations(count));

function timed(args: readonly string[], env: NodeJS.ProcessEnv, expected: RegExp): number {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0 || !expected.test(stdout)) throw new Error(`${args}: ${stdout}\n${stderr}`);
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

const server = await startServer(majors.at(-1) ?? 18);
try {
  const check = [path.join(root, 'dist/cli.js'), 'check', '--no-database'];
  const replay = () => timed(check, {}, /Nothing is wrong/);
  replay();
  const [plain, replayed]: [number[], number[]] = [[], []];
  for (let i = 0; i < 3; i += 1) {
    const { host, port, user, database, password } = await server.createDatabase();
    const env = { DB_HOST: host, DB_PORT: String(port), DB_USER: user, DB_NAME: database };
    plain.push(timed([cli, 'db:migrate'], { ...env, DB_PASSWORD: password ?? '' }, /step-199/));
    replayed.push(replay());
  }
  const ratio = median(replayed) / median(plain);
  console.log(`${count} Sequelize migrations (median of 3)`);
  console.log(`  sequelize-cli db:migrate  ${median(plain).toFixed(0)} ms`);
  console.log(`  pgmend check              ${median(replayed).toFixed(0)} ms`);
  console.log(`  ratio                     ${ratio.toFixed(2)} (at most ${limit})`);
  if (ratio > limit) {
    console.error('Slower than that.');
    process.exitCode = 1;
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
