import { ask } from './ask.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import type { Voice } from './voice.ts';

/** A yes or no about what has just been said. */
export interface Question {
  readonly text: string;
  /** What it is about; said already. */
  readonly preface: string;
  /** How the command ends after a no: 1 unless said, since something is left to do. */
  readonly no?: number;
  /** Where nobody answers. */
  readonly unanswered?: string;
}

/** @returns null for a yes; else how the command ends: `no` after a no, 3 where nobody answered */
export async function confirm(
  {
    text,
    preface,
    no = exitCode.faultsRemain,
    unanswered = 'Nobody could answer. Say it with: --yes',
  }: Question,
  { yes, askTimeout }: Pick<SharedOptions, 'yes' | 'askTimeout'>,
  speaker: Voice,
): Promise<number | null> {
  if (yes === true) return null;
  const reply = await ask({ text, preface, more: null, details: null, timeout: askTimeout });
  if (reply === 'unanswered') speaker.warn(unanswered);
  if (reply === 'no') return no;
  return reply === 'unanswered' ? exitCode.decisionNeeded : null;
}
