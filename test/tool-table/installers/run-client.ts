import { spawnSync } from 'node:child_process';

/** Runs a registry's client. @returns null when it ended well, else the last thing that it complained of. */
export function runClient(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): string | null {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) return `${command} is not on this machine`;
  if (status === 0) return null;
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim());
  const reason = lines.find((line) => /error|forbidden|not found/i.test(line));
  // Of an address only whom it names.
  return reason?.replaceAll(/https?:\/\/([^/\s]+)\S*/g, '$1') ?? `${command} failed`;
}
