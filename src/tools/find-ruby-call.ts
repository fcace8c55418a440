import { callByWords, type WordedCall } from './call-by-words.ts';
import type { FoundCall } from './find-call.ts';

/**
 * The line of a Rails migration that a statement comes from, as {@link callByWords} finds it. null where none is.
 *
 * @param names as `namesOf` reads them; the reference `user` stands for the column `user_id` and the table `users`
 * @see https://guides.rubyonrails.org/active_record_migrations.html
 */
export function findRubyCall(text: string, names: ReadonlySet<string>): FoundCall | null {
  return callByWords(text, callsIn(text), names, variants);
}

function variants(name: string): string[] {
  return [
    name,
    name.replace(/_id$/, ''),
    name.replace(/s$/, ''),
    name.replace(/ies$/, 'y'),
    name.replace(/(?<=(?:s|x|ch|sh))es$/, ''),
  ];
}

const call = /^[ \t]*(?:\w+\.)?(?:add|change|create|remove|rename|validate)_\w+/;
const column = /^[ \t]*\w+\.\w+[ (]/;

/** Each call with the lines that it goes on in; what stands in a block of `create_table` belongs to its table. */
function* callsIn(text: string): Generator<WordedCall> {
  let at = 0;
  let block: { readonly start: number; readonly indent: number; words: string } | null = null;
  let isDown = false;
  const lines = text.split('\n');
  for (let number = 0; number < lines.length; number += 1) {
    const start = at;
    let line = withoutComment(lines[number] ?? '');
    at += (lines[number] ?? '').length + 1;
    if (/^\s*def\s/.test(line)) isDown = /^\s*def\s+down\b/.test(line);
    while (/[,({[\\]\s*$/.test(line) && number + 1 < lines.length) {
      number += 1;
      line += ` ${withoutComment(lines[number] ?? '').trim()}`;
      at += (lines[number] ?? '').length + 1;
    }
    if (isDown) continue;
    const indent = line.search(/\S/);
    const place = start + Math.max(indent, 0);
    if (block !== null && indent === block.indent && /^\s*end\b/.test(line)) {
      yield { start: block.start, words: block.words };
      block = null;
    } else if (block !== null && column.test(line)) {
      const [table = ''] = block.words.split('\n');
      block.words += `\n${line}`;
      yield { start: place, words: `${table} ${line}` };
    } else if (call.test(line)) {
      if (/\bdo\b\s*(\|[^|]*\|)?\s*$/.test(line)) block = { start: place, indent, words: line };
      else yield { start: place, words: line };
    }
  }
}

/** A `#` begins a comment where it does not stand in a string, as far as that can be told from one line. */
function withoutComment(line: string): string {
  const [kept = ''] = /^(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^#'"]|['"])*/.exec(line) ?? [];
  return kept;
}
