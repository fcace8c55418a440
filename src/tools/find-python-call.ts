import type { FoundCall } from './find-call.ts';
import { lineAndColumn } from './line-and-column.ts';

/**
 * The operation of a Python migration that a statement comes from: the call with the most of the statement's names among
 * its words, the smallest of those that have as many. null where no call has half of them.
 *
 * @param names as `namesOf` reads them; Django's model `Booking` of the app `shop` stands for the table `shop_booking`,
 *   its field `user` for the column `user_id`
 */
export function findPythonCall(text: string, names: ReadonlySet<string>): FoundCall | null {
  const code = withoutWayBack(text);
  const calls = [...callsIn(code)].map(({ start, end }) => {
    const words = new Set(code.slice(start, end).toLowerCase().match(/\w+/g) ?? []);
    const has = (name: string) => variants(name).some((one) => words.has(one));
    return { start, length: end - start, count: [...names].filter(has).length };
  });
  const [best] = calls.sort((one, other) => other.count - one.count || one.length - other.length);
  if (best === undefined || best.count < 2 || best.count * 2 < names.size) return null;
  return { ...lineAndColumn(text, best.start), share: best.count / names.size };
}

/** Alembic's way down is the last function of its file. */
function withoutWayBack(text: string): string {
  const down = /^(async )?def downgrade\b/m.exec(text);
  return down === null ? text : text.slice(0, down.index);
}

function variants(name: string): string[] {
  const lower = name.toLowerCase();
  return [lower, lower.replace(/^[^_]+_/, ''), lower.replace(/_id$/, '')];
}

/** `op.…(…)`, `batch_op.…(…)` and `migrations.…(…)`, with what stands between their parentheses. */
function* callsIn(text: string): Generator<{ readonly start: number; readonly end: number }> {
  for (const { index, 0: head } of text.matchAll(/\b(\w*op|migrations)\.\w+\(/g)) {
    yield { start: index, end: endOfCall(text, index + head.length) };
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
