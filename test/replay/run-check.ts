import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { CheckFinding, CheckResult } from '../../src/report/check-finding.ts';
import { type Ended, runCli } from '../cli/run-cli.ts';
import { writeProject } from './sequelize-project.ts';

export interface Checked extends Ended {
  readonly result: CheckResult;
  readonly findings: readonly CheckFinding[];
}

/** A project that is gone after the test. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = writeProject(files);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `pgmend check --json` in a project. */
export async function check(
  folder: string,
  args: readonly string[] = ['--no-database'],
  env: Readonly<Record<string, string>> = {},
): Promise<Checked> {
  const ended = await runCli(['check', '--json', ...args], { cwd: folder, env });
  if (!ended.stdout.startsWith('{')) throw new Error(`${ended.stdout}\n${ended.stderr}`);
  const result = JSON.parse(ended.stdout) as CheckResult;
  return { ...ended, result, findings: result.findings };
}

/** `kind file:line` of each finding. */
export function places(findings: readonly CheckFinding[]): string[] {
  return findings.map(({ kind, file, line }) => `${kind} ${file}:${line}`);
}
