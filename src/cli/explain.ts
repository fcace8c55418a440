import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explainText } from '../diagnose/explain/explain-text.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { reportExplanation } from '../report/report-explanation.ts';
import { aligned, indent } from '../report/words.ts';
import { exitCode } from './exit-code.ts';
import { faultPage, listedKinds } from './fault-page.ts';
import { voice } from './voice.ts';

/** `pgmend explain`, without a parser of arguments of its own weight: an answer at once is the point. */
export async function explainArguments(args: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  return explain(positionals, values.json === true);
}

/** @returns 0 when the text is understood or the kinds are asked for, 1 when it is none that pgmend knows */
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
  if (text === null) {
    if (json) speaker.json({ format: 1, kinds: listedKinds() });
    else speaker.say(`${usage}\n\n${kindList()}`);
    return exitCode.done;
  }
  const explanation = explainText(text);
  if (json) speaker.json({ format: 1, explanation });
  if (explanation === null) {
    speaker.warn(`${unknown(words)}\n\n${kindList()}`);
    return exitCode.faultsRemain;
  }
  if (!json) speaker.say(reportExplanation(explanation, speaker.palette));
  return exitCode.done;
}

const usage =
  "Give the text of an error: pgmend explain 'ERROR: …', or pipe it: … 2>&1 | pgmend explain -";

function kindList(): string {
  const lines = aligned(listedKinds().map(({ kind, title }) => [kind, title]));
  return [
    'Every kind of fault has a page, shown by pgmend explain KIND:',
    ...lines.map((line) => indent(line)),
  ].join('\n');
}

function unknown(words: readonly string[]): string {
  const [only = ''] = words;
  return words.length === 1 && /^[a-z]+(-[a-z]+)*$/i.test(only)
    ? `There is no kind of fault ${only}.`
    : 'This is none of the errors at a foreign key that pgmend knows. Give the whole text, with its DETAIL line.';
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

/** null: nothing was given. */
function textFrom(words: readonly string[]): string | null {
  const piped = words.length === 0 && process.stdin.isTTY !== true;
  if (!piped && words.length === 0) return null;
  if (!piped && !(words.length === 1 && words[0] === '-')) return words.join(' ');
  const text = readFileSync(0, 'utf8');
  return piped && text.trim() === '' ? null : text;
}
