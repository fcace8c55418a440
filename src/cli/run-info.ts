import { randomBytes } from 'node:crypto';
import type { RunInfo } from '../execute/open-run.ts';
import { version } from './version.ts';

/** A new entry for the journal: an id that sorts by time, and the command line without secrets. */
export function runInfo(words: readonly string[]): RunInfo {
  const [date = '', time = ''] = new Date().toISOString().split(/[T.]/);
  const id = [date, time].map((part) => part.replaceAll(/\D/g, '')).join('-');
  return {
    id: `${id}-${randomBytes(2).toString('hex')}`,
    command: withoutSecrets(words),
    version: version(),
  };
}

/**
 * A command line for people and the journal, ready to paste but for its secrets: passwords in URLs and in options
 * and variables named so are left out.
 */
export function withoutSecrets(words: readonly string[]): string {
  return words
    .map((word, at) => {
      if (/^--?[\w-]*(password|secret|token)$/i.test(words[at - 1] ?? '')) return '***';
      return shellWord(
        word
          .replace(/((?:^|[-_])(?:\w*password|secret|token)=).+/i, '$1***')
          .replaceAll(/(\w+:\/\/[^:/?#\s]*):[^/?#\s]*@/g, '$1:***@'),
      );
    })
    .join(' ');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./*{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
