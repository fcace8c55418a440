import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolProject } from './tool-project.ts';

const installed = join(import.meta.dirname, '.installed');

/**
 * The folder with `node_modules` of a tool's packages, installed from npm once for their versions.
 *
 * @returns the folder, or why it could not be installed
 */
export function installProject({
  packages,
}: ToolProject): { readonly folder: string } | { readonly reason: string } {
  const wanted = JSON.stringify({ private: true, dependencies: packages }, null, 2);
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const folder = join(installed, key);
  if (existsSync(folder)) return { folder };
  const making = `${folder}.making`;
  mkdirSync(making, { recursive: true });
  writeFileSync(join(making, 'package.json'), wanted);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: making,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) return { reason: firstLine(stderr) };
  renameSync(making, folder);
  return { folder };
}

/** The version that is there: of a package, or what a command prints; null where neither is. */
export function versionOf({ version }: ToolProject, folder: string): string | null {
  if (typeof version === 'string') {
    const file = join(folder, 'node_modules', ...version.split('/'), 'package.json');
    return existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
      : null;
  }
  const [command = '', ...args] = version;
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (/\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? null) : null;
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'npm install failed'
  );
}
