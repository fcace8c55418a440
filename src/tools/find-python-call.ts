import { callByWords, type WordedCall } from './call-by-words.ts';
import type { FoundCall } from './find-call.ts';

/**
 * The operation of a Python migration that a statement comes from, as {@link callByWords} finds it. null where none is.
 *
 * @param names as `namesOf` reads them; Django's model `Booking` of the app `shop` stands for the table `shop_booking`,
 *   its field `user` for the column `user_id`
 */
export function findPythonCall(text: string, names: ReadonlySet<string>): FoundCall | null {
  return callByWords(text, callsIn(withoutWayBack(text)), names, variants);
}

/** Alembic's way down is the last function of its file. */
function withoutWayBack(text: string): string {
  const down = /^(async )?def downgrade\b/m.exec(text);
  return down === null ? text : text.slice(0, down.index);
}

function variants(name: string): string[] {
  return [name, name.replace(/^[^_]+_/, ''), name.replace(/_id$/, '')];
}

/** `op.…(…)`, `batch_op.…(…)` and `migrations.…(…)`, with what stands between their parentheses. */
function* callsIn(text: string): Generator<WordedCall> {
  for (const { index, 0: head } of text.matchAll(/\b(\w*op|migrations)\.\w+\(/g)) {
    yield { start: index, words: text.slice(index, endOfCall(text, index + head.length)) };
  }
}

/** Behind the parenthesis that closes the one before `from`; strings and comments are passed over. */
function endOfCall(text: string, from: number): number {
  const tokens = /('''|""")[\s\S]*?\1|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|#[^\n]*|[()]/g;
  tokens.lastIndex = from;
  let open = 1;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === '(') open += 1;
    if (token[0] === ')') open -= 1;
    if (open === 0) return tokens.lastIndex;
  }
  return text.length;
}
