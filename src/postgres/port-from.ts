import { PgmendError } from './pgmend-error.ts';

/**
 * The port that somebody has written down; 5432 where nobody has.
 *
 * @param where it stands, for people
 * @throws PgmendError `bad-port`
 */
export function portFrom(said: string | number | null | undefined, where: string): number {
  if (said === undefined || said === null || said === '') return 5432;
  const port = Number(said);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new PgmendError(
    'bad-port',
    `${where} is ${JSON.stringify(said)}, which is no port.`,
    'Set it to a number from 1 to 65535, or leave it out for 5432.',
  );
}
