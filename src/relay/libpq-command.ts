import { basename } from 'node:path';

const speaking =
  /^(?:psql|pg_\w+|createdb|dropdb|sqitch|rails|rake|bundle|ruby|php|perl)(?:\d[\d.]*)?(?:\.exe|\.rb)?$/i;

/**
 * Is it a program that connects by libpq? Only these are told by PGCHANNELBINDING what cannot pass through the relay:
 * lib/pq, Go's driver, refuses to connect where the variable is set at all.
 */
export function speaksLibpq(command: readonly string[]): boolean {
  return speaking.test(basename(command[0] ?? ''));
}
