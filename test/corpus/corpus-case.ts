import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A failure as a folder of cases describes it: one JSON object a line of `cases.jsonl`. Other fields are left alone. */
export interface CorpusCase {
  readonly id: string;
  /** Short name of the cause. */
  readonly category: string;
  readonly setup_sql: string;
  /** The one statement, or script, that fails. */
  readonly failing_sql: string;
  /** `same-session`: setup and failing statement belong on one connection, so both go through the relay. */
  readonly run_mode: 'separate' | 'same-session';
  readonly sqlstate: string;
  /** mend: goes through. decide: goes through after a choice. explain: must not be repaired. */
  readonly outcome: 'mend' | 'decide' | 'explain';
  /** What is to be chosen, in words. */
  readonly decision?: string;
  readonly expected_end_state?: string;
  /** One boolean, true exactly when the end is right. */
  readonly check_sql: string;
  /** Words that a good explanation holds, lower case. */
  readonly explain_mentions?: readonly string[];
}

/** The cases of a folder, or those of them that are named. @throws Error when a name is unknown. */
export function readCorpus(folder: string, only: readonly string[]): CorpusCase[] {
  const cases = readFileSync(join(folder, 'cases.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CorpusCase);
  const unknown = only.filter((id) => !cases.some((one) => one.id === id));
  if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')} in ${folder}.`);
  return only.length === 0 ? cases : cases.filter((one) => only.includes(one.id));
}
