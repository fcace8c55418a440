import type { CorpusCase } from './corpus-case.ts';

/** A decision as `--json` writes it. */
export interface OfferedDecision {
  readonly question: string;
  readonly options: readonly { readonly flag: string; readonly effect: string }[];
  readonly hint?: string;
}

/**
 * The flags for what was offered, one for each decision: the option whose flag and effect share the most words with
 * the case's decision and its expected end; the first one of equals. What throws values away is chosen only when
 * nothing else is there. A `--map` that the case writes out itself is taken as it stands where `--map` is offered.
 */
export function chooseFlags(one: CorpusCase, decisions: readonly OfferedDecision[]): string[] {
  const wanted = wordsOf(`${one.decision ?? ''} ${one.expected_end_state ?? ''}`);
  const flags = decisions.flatMap(({ options, hint = '' }) => {
    const ranked = options
      .filter(({ flag }) => flag !== '--dry-run')
      .map((option) => ({
        ...option,
        score:
          [...wordsOf(`${option.flag} ${option.effect}`)].filter((word) => wanted.has(word))
            .length - (discards(option.flag) ? 100 : 0),
      }))
      .sort((left, right) => right.score - left.score);
    const [best] = ranked;
    if (best === undefined) return [];
    const given = /--map (\S+=\S+)/.exec(one.decision ?? '')?.[1];
    const map = options.some(({ flag }) => flag.startsWith('--map')) || hint.includes('--map');
    return map && given !== undefined ? ['--map', given] : argumentsOf(best.flag);
  });
  return flags;
}

function discards(flag: string): boolean {
  return /discard|=null$| null$|=fail$| fail$/.test(flag);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9_]{3,}/g) ?? []);
}

/** `--map 'a.b=c.d'` as a shell would split it. */
function argumentsOf(flag: string): string[] {
  const [, name, value] = /^(--[\w-]+)[ =](.+)$/s.exec(flag) ?? [];
  if (name === undefined || value === undefined) return [flag];
  return [name, /^'.*'$/s.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value];
}
