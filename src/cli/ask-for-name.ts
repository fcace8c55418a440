import { isCancel, text } from '@clack/prompts';
import { openTerminal } from './terminal.ts';

/** Lets somebody type a name on the terminal; null where nobody is there, in time, or wants to. */
export async function askForName(question: string, timeout: number): Promise<string | null> {
  const terminal = openTerminal(timeout);
  if (terminal === null) return null;
  try {
    const answer = await text({
      message: question,
      input: terminal.input,
      output: terminal.output,
      signal: AbortSignal.any([terminal.late, terminal.ended]),
      withGuide: false,
    });
    return isCancel(answer) ? null : answer;
  } finally {
    terminal.close();
  }
}
