import type { Target } from '../postgres/target.ts';
import { sameDatabase } from '../postgres/target.ts';
import { type Environment, fallbacksFrom } from './target-from-environment.ts';
import { targetFromUrl } from './target-from-url.ts';

const url = /^(?:-{1,2}[\w.-]+=)?(?:postgres(?:ql)?(?:\+\w+)?|pgx\d*):(\/\/.*)$/s;

/**
 * The database whose URL is a word of the command: `psql postgres://…`, `migrate -database postgres://… up`.
 *
 * @returns null when there is none, or when there are URLs of several databases
 * @throws PgmendError as {@link targetFromUrl}
 */
export function targetFromCommand(words: readonly string[], env: Environment): Target | null {
  const found = words.flatMap((word) => {
    const rest = url.exec(word)?.[1];
    return rest === undefined ? [] : [`postgres:${rest}`];
  });
  const targets = found.map((one) => targetFromUrl(one, 'the command', fallbacksFrom(env)));
  const [first] = targets;
  return first !== undefined && targets.every((one) => sameDatabase(one, first)) ? first : null;
}
