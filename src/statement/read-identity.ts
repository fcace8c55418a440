import type { Constraint } from 'libpg-query';
import type { DeclaredIdentity } from './declaration.ts';
import type { Source } from './source.ts';
import { closingBracket, type Token } from './tokens.ts';

type ReadIdentity = Pick<
  DeclaredIdentity,
  'generated' | 'start' | 'descending' | 'place' | 'bracketed'
>;

/** What stands behind ADD GENERATED; null where its words are not found in the text. */
export function readIdentity(
  source: Source,
  node: Constraint,
  { from, until }: { readonly from: number; readonly until: number },
): ReadIdentity | null {
  const { list } = source.tokens();
  const keyword = list.findIndex(
    (one, at) => at > from && at < until && one.word === 'IDENTITY' && list[at - 1]?.word === 'AS',
  );
  const identity = list[keyword];
  if (identity === undefined) return null;
  const open = list[keyword + 1];
  const bracketed = open?.text === '(' && keyword + 1 < until;
  const last = bracketed ? closingBracket(list, keyword + 1) : keyword;
  const options = list.slice(keyword + 1, last);
  return {
    generated: node.generated_when === 'a' ? 'always' : 'by default',
    start: optionOf(options, 'START'),
    descending: optionOf(options, 'INCREMENT')?.value.startsWith('-') === true,
    place: bracketed && open !== undefined ? open.end : identity.end,
    bracketed,
  };
}

/** The number behind `START [WITH]` or `INCREMENT [BY]`, its sign included. */
function optionOf(options: readonly Token[], word: string): DeclaredIdentity['start'] {
  const at = options.findIndex((one) => one.word === word);
  if (at < 0) return null;
  let next = at + 1;
  if (options[next]?.word === 'WITH' || options[next]?.word === 'BY') next += 1;
  const first = options[next];
  if (first === undefined) return null;
  const signed = first.text === '-' || first.text === '+';
  const last = signed ? options[next + 1] : first;
  if (last === undefined) return null;
  const value = first.text === '-' ? `-${last.text}` : last.text;
  return { value, range: { start: first.start, end: last.end } };
}
