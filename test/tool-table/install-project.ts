import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { go } from './installers/go.ts';
import type { Installer } from './installers/installer.ts';
import { maven } from './installers/maven.ts';
import { npm } from './installers/npm.ts';
import { pypi } from './installers/pypi.ts';
import { runClient } from './installers/run-client.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Registry, ToolProject } from './tool-project.ts';

const installed = join(import.meta.dirname, '.installed');
/** What could not be installed in this run, and why. */
const refused = new Map<string, string>();
const installers: Readonly<Record<Registry, Installer>> = { npm, pypi, go, maven };

/**
 * The folder with a tool's packages, installed from its registry once for their versions.
 *
 * @returns the folder, or why it could not be installed
 */
export function installProject(
  project: ToolProject,
): { readonly folder: string } | { readonly reason: string } {
  const folder = folderOf(project);
  if (existsSync(join(folder, '.complete'))) return { folder };
  mkdirSync(installed, { recursive: true });
  // The files of a run want the same tools, and a second installation would take the first one's folder away.
  return oneAtATime(`${folder}.lock`, () => install(project, folder));
}

function install(
  project: ToolProject,
  folder: string,
): { readonly folder: string } | { readonly reason: string } {
  const { from = 'npm' } = project;
  const done = join(folder, '.complete');
  if (existsSync(done)) return { folder };
  const known = refused.get(folder);
  if (known !== undefined) return { reason: known };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const reason = installers[from].install(project, folder) ?? notReady(project, folder);
  if (reason !== null) {
    refused.set(folder, reason);
    return { reason };
  }
  writeFileSync(done, '');
  return { folder };
}

/** It has been installed before. */
export function isInstalled(project: ToolProject): boolean {
  return existsSync(join(folderOf(project), '.complete'));
}

function folderOf({ from = 'npm', packages, tags }: ToolProject): string {
  const wanted = JSON.stringify({ from, packages, ...(tags === undefined ? {} : { tags }) });
  return join(installed, createHash('sha256').update(wanted).digest('hex').slice(0, 12));
}

function notReady(project: ToolProject, folder: string): string | null {
  if (project.ready === undefined) return null;
  const [command = '', ...args] = project.ready;
  return runClient(command, args, folder, { PATH: pathWith(project, folder) });
}

/** PATH with the tool's programs first. */
export function pathWith({ from = 'npm' }: ToolProject, folder: string): string {
  const own = installers[from].programs.map((one) => join(folder, one));
  return [...own, process.env.PATH].join(delimiter);
}

/** The version that is there: of a package, or what a command prints; null where neither is. */
export function versionOf(project: ToolProject, folder: string): string | null {
  const { version, packages, from = 'npm' } = project;
  if (typeof version === 'string') {
    // Exact versions were asked for; npm alone also takes a range.
    if (from !== 'npm') return packages[version]?.replace(/^v/, '') ?? null;
    const file = join(folder, 'node_modules', ...version.split('/'), 'package.json');
    return existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
      : null;
  }
  const [command = '', ...args] = version;
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: pathWith(project, folder) },
  });
  return status === 0 ? (/\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? null) : null;
}
