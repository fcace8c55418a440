import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Target } from '../../src/postgres/target.ts';
import { pathWith } from './install-project.ts';
import type { ToolProject } from './tool-project.ts';

/** A new folder with the tool's project, its configuration leading to the database. */
export function projectFolder(project: ToolProject, installed: string, target: Target): string {
  const folder = mkdtempSync(join(tmpdir(), 'pgmend-tool-'));
  mkdirSync(join(folder, '.git'));
  if (existsSync(join(installed, 'node_modules'))) {
    cpSync(join(installed, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(installed, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }
  const env = { ...process.env, PATH: pathWith(project, installed) };
  for (const [command = '', ...args] of project.scaffold ?? []) {
    const { status, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  }
  editFiles(folder, project.edits?.(target) ?? {});
  for (const [name, text] of Object.entries(project.files(target))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** @throws Error where a file has nothing that was to be edited. */
export function editFiles(
  folder: string,
  edits: Readonly<Record<string, (text: string) => string>>,
): void {
  for (const [name, edit] of Object.entries(edits)) {
    const before = readFileSync(join(folder, name), 'utf8');
    const after = edit(before);
    if (after === before) throw new Error(`Nothing of ${name} was to be edited:\n${before}`);
    writeFileSync(join(folder, name), after);
  }
}
