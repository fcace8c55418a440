import { inspect } from './inspect.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/** Milliseconds: a doctor that keeps a large database busy is not asked again. */
const patience = { each: 10_000, all: 60_000 };

/** @returns 0 when nothing is wrong, 1 when faults were found */
export async function examine(options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const wide = { ...options, choose: options.choose ?? {}, all: true as const };
  const examined = await withDatabase(
    options.url,
    speaker,
    async (session, findTool, _open, target) => {
      // While the server works, the project is looked through, and what answers is loaded.
      const rest = () =>
        Promise.all([
          findTool(),
          import('./ask-questions.ts'),
          import('./say-examined.ts'),
          import('./told-ledger.ts'),
        ]);
      const found = await inspect(session, wide, patience, () => {
        rest().catch(() => {});
      });
      const [detected, { askQuestions }, { readLeftLive }, { toldLedger }] = await rest();
      const tool = await toldLedger(session, detected, options, speaker);
      return {
        plan: found.plan,
        questions: await askQuestions(session, tool, target, found, options),
        left: await readLeftLive(session, options.journalSchema),
      };
    },
  );
  const { sayExamined } = await import('./say-examined.ts');
  return sayExamined(examined, options, speaker);
}
