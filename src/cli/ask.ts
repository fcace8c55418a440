import { isCancel, select } from '@clack/prompts';
import { openTerminal } from './terminal.ts';

export interface Question {
  readonly text: string;
  /** What is shown before it, on the terminal itself where stderr is elsewhere. */
  readonly preface: string;
  /** Shown on request. */
  readonly details: () => string;
  /** Milliseconds; then nobody has decided. */
  readonly timeout: number;
  /** Aborts when the question has lost its point. */
  readonly signal?: AbortSignal;
}

/** `unanswered`: nobody there, or nobody in time. Ctrl-C and Escape mean no. */
export type Answer = 'yes' | 'no' | 'unanswered';

/** Asks on the terminal itself; stdin and stdout stay untouched, for they may belong to another command. */
export async function ask(question: Question): Promise<Answer> {
  const terminal = openTerminal();
  if (terminal === null) return 'unanswered';
  const timer = AbortSignal.timeout(question.timeout);
  const signal = AbortSignal.any([
    timer,
    ...(question.signal === undefined ? [] : [question.signal]),
  ]);
  try {
    if (!process.stderr.isTTY) terminal.output.write(`${question.preface}\n`);
    for (;;) {
      const answer = await select({
        message: question.text,
        options: [
          { value: 'no', label: 'No', hint: 'nothing is changed' },
          { value: 'yes', label: 'Yes' },
          { value: 'details', label: 'Show the SQL' },
        ],
        input: terminal.input,
        output: terminal.output,
        signal,
        withGuide: false,
      });
      if (timer.aborted) return 'unanswered';
      if (isCancel(answer)) return 'no';
      if (answer === 'details') terminal.output.write(`\n${question.details()}\n\n`);
      else return answer === 'yes' ? 'yes' : 'no';
    }
  } finally {
    terminal.close();
  }
}
