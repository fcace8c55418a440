import { isCancel, select } from '@clack/prompts';
import { openTerminal } from './terminal.ts';

export interface Question {
  readonly text: string;
  /** What is shown before it, on the terminal itself where stderr is elsewhere. */
  readonly preface: string;
  /** What a yes to everything would add; null where there is no more. */
  readonly more: string | null;
  /** Shown on request; null where there is no more to show. */
  readonly details: (() => string) | null;
  /** Milliseconds; then nobody has decided. */
  readonly timeout: number;
  /** Aborts when the question has lost its point. */
  readonly signal?: AbortSignal;
}

/**
 * `all` is a yes to what {@link Question.more} names as well.
 * `unanswered`: nobody there, nobody in time, or the question lost its point. Ctrl-C, Ctrl-D and Escape mean no.
 */
export type Reply = 'yes' | 'all' | 'no' | 'unanswered';

type Choice = Exclude<Reply, 'unanswered'> | 'details';

/** Asks on the terminal itself; stdin and stdout stay untouched, for they may belong to another command. */
export async function ask(question: Question): Promise<Reply> {
  const terminal = openTerminal(question.timeout);
  if (terminal === null) return 'unanswered';
  const signal = AbortSignal.any([
    terminal.late,
    terminal.ended,
    ...(question.signal === undefined ? [] : [question.signal]),
  ]);
  try {
    if (!process.stderr.isTTY) terminal.output.write(`${question.preface}\n`);
    for (;;) {
      const answer = await select<Choice>({
        message: question.text,
        options: [
          { value: 'no', label: 'No', hint: 'nothing is changed' },
          { value: 'yes', label: 'Yes' },
          ...(question.more === null
            ? []
            : [{ value: 'all' as const, label: `Yes, ${question.more}` }]),
          ...(question.details === null
            ? []
            : [{ value: 'details' as const, label: 'Show the SQL' }]),
        ],
        input: terminal.input,
        output: terminal.output,
        signal,
        withGuide: false,
      });
      if (terminal.ended.aborted) return 'no';
      if (signal.aborted) return 'unanswered';
      if (isCancel(answer)) return 'no';
      if (answer !== 'details') return answer;
      terminal.output.write(`\n${question.details?.() ?? ''}\n\n`);
    }
  } finally {
    terminal.close();
  }
}
