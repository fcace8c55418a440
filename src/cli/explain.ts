import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explainText } from '../diagnose/explain/explain-text.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';

import { reportExplanation } from '../report/report-explanation.ts';
import { exitCode } from './exit-code.ts';
import { faultPage, faultPages } from './fault-page.ts';
import { voice } from './voice.ts';

/** `pgmend explain`, without a parser of arguments of its own weight: an answer at once is the point. */
export async function explainArguments(args: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  return explain(positionals, values.json === true);
}

/** @returns 0 when the text is understood, 1 when it is none that pgmend knows */
function explain(words: readonly string[], json: boolean): number {
  const [only] = words;
  const page = words.length === 1 && only !== undefined ? faultPage(only) : null;
  const speaker = voice(json ? 'stderr' : 'stdout');
  if (page !== null) {
    if (json) speaker.json({ format: 1, kind: only, page });
    else speaker.say(page.trimEnd());
    return exitCode.done;
  }
  const text = textFrom(words);
  const explanation = explainText(text);
  if (json) speaker.json({ format: 1, explanation });
  if (explanation === null) {
    const kinds = faultPages();
    speaker.warn(
      'This is none of the errors at a foreign key that pgmend knows. Give the whole text, with its DETAIL line.' +
        (kinds.length === 0
          ? ''
          : ` Pages: ${kinds.map((kind) => `pgmend explain ${kind}`).join(', ')}.`),
    );
    return exitCode.faultsRemain;
  }
  if (!json) speaker.say(reportExplanation(explanation, speaker.palette));
  return exitCode.done;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new PgmendError(
      'wrong-usage',
      error instanceof Error ? error.message : String(error),
      "Quote the text: pgmend explain 'ERROR: …', or pipe it: … 2>&1 | pgmend explain -",
      2,
      { cause: error },
    );
  }
}

function textFrom(words: readonly string[]): string {
  const piped = words.length === 0 && process.stdin.isTTY !== true;
  if (piped || (words.length === 1 && words[0] === '-')) return readFileSync(0, 'utf8');
  if (words.length > 0) return words.join(' ');
  throw new PgmendError(
    'wrong-usage',
    'There is no text to explain.',
    "Give it: pgmend explain 'ERROR: …', or pipe it: … 2>&1 | pgmend explain -",
  );
}
