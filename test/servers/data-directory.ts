import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { serversFolder } from './installed.ts';
import { giveTo, type ServerUser } from './server-user.ts';

/** The superuser of every test server. Its password counts only where `auth` is not `trust`. */
export const superuser = { name: 'postgres', password: 'postgres-test' };

/**
 * A fresh data directory `folder/name`: a copy of one that initdb laid once for this version, since
 * copying takes a fifth of the time.
 */
export function createDataDirectory(
  folder: string,
  name: string,
  server: { version: string; binaries: string },
  user: ServerUser,
): string {
  const template = join(serversFolder, '.run', `data-${server.version}`);
  if (!existsSync(template)) layTemplate(folder, template, server.binaries, user);
  const data = join(folder, name);
  mkdirSync(data, { mode: 0o700 });
  cpSync(template, data, { recursive: true });
  giveTo(user, data);
  return data;
}

function layTemplate(folder: string, template: string, binaries: string, user: ServerUser): void {
  const fresh = mkdtempSync(join(folder, 'initdb-'));
  giveTo(user, fresh);
  execFileSync(
    join(binaries, 'bin', 'initdb'),
    ['-D', fresh, '-U', superuser.name, '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync'],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // Another worker may be laying the same template: the first rename wins, both are complete.
  const beside = `${template}.${process.pid}`;
  cpSync(fresh, beside, { recursive: true });
  rmSync(fresh, { recursive: true });
  try {
    renameSync(beside, template);
  } catch {
    rmSync(beside, { recursive: true });
  }
}
