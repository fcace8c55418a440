import { quoteLiteral } from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';

/** One statement, and the dependent that it is about, as people name it. */
export interface AboutStep {
  readonly sql: string;
  readonly about: string | null;
}

/**
 * Runs statements in order, in one round trip: while everybody waits, each way to the server and back counts.
 *
 * @throws what `named` makes of a server error and the statement that it is about; the error itself where that is unknown.
 */
export async function runTogether(
  session: Session,
  steps: readonly AboutStep[],
  named: (error: ServerError, about: string | null) => Error,
): Promise<void> {
  if (steps.length === 0) return;
  /** The line on which each statement begins. */
  const lines: number[] = [];
  let line = 2;
  const body = steps.map(({ sql }) => {
    lines.push(line);
    const text = `EXECUTE ${quoteLiteral(sql)};`;
    line += text.split('\n').length;
    return text;
  });
  try {
    await session.query(`DO ${quoteLiteral(`BEGIN\n${body.join('\n')}\nEND`)}`);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    // "PL/pgSQL function inline_code_block line 7 at EXECUTE", in any language.
    const at = Number(/inline_code_block\D+(\d+)/.exec(error.fields.where ?? '')?.[1]);
    throw named(error, steps[lines.lastIndexOf(at)]?.about ?? null);
  }
}
