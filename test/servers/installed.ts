import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the test servers. */
export const serversFolder = import.meta.dirname;

interface Installed {
  readonly servers: Readonly<Record<string, { readonly version: string; readonly native: string }>>;
  readonly available: readonly number[];
}

/** What `npm run servers` brought. @throws Error naming that command, when it has not been run. */
function readInstalled(): Installed {
  try {
    return JSON.parse(readFileSync(join(serversFolder, '.run', 'installed.json'), 'utf8'));
  } catch (error) {
    throw new Error('The test servers are not installed: run `npm run servers`.', { cause: error });
  }
}

/** Where the binaries of a major version are. @throws Error naming the command that brings them. */
export function installedServer(major: number): { version: string; native: string } {
  const found = readInstalled().servers[major];
  if (found === undefined) {
    throw new Error(
      `PostgreSQL ${major} is not installed: run \`PGMEND_TEST_MAJORS=${major} npm run servers\`.`,
    );
  }
  return { version: found.version, native: join(serversFolder, found.native) };
}

/**
 * The versions a suite runs on, for `describe.each(majors)`: `PGMEND_TEST_MAJORS` (`13,18`, or `all`),
 * by default the oldest and the newest that are packaged for this platform.
 */
export const majors: readonly number[] = wantedMajors();

function wantedMajors(): readonly number[] {
  const named = process.env.PGMEND_TEST_MAJORS ?? '';
  const { available } = readInstalled();
  if (named === 'all') return available;
  if (named !== '') return named.split(',').map(Number);
  return [...new Set([available[0], available.at(-1)])].filter((major) => major !== undefined);
}
