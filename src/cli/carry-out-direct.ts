import type { Catalog } from '../catalog/catalog.ts';
import type { Applied } from '../execute/apply-plan.ts';
import { executeDirect } from '../execute/execute-direct.ts';
import type { RunInfo } from '../execute/open-run.ts';
import type { Plan } from '../plan/plan.ts';
import type { OwnSession } from '../postgres/connect.ts';
import type { Target } from '../postgres/target.ts';
import type { SharedOptions } from './options.ts';
import { progress } from './progress.ts';
import { stoppable } from './stoppable.ts';
import type { Voice } from './voice.ts';

/**
 * Carries out a plan in one transaction, with its progress said; Ctrl-C takes it back.
 *
 * @param session outside any transaction; `target` is where it leads.
 * @throws PgmendError `stopped`, and those of the execution.
 */
export function carryOutDirect(
  { session, target }: { readonly session: OwnSession; readonly target: Target },
  plan: Plan,
  catalog: Catalog,
  run: RunInfo,
  options: Pick<SharedOptions, 'lockTimeout' | 'verbose'>,
  speaker: Voice,
): Promise<Applied> {
  const execute = () =>
    executeDirect(session, plan, catalog, {
      run,
      lockTimeout: `${options.lockTimeout}ms`,
      statement: null,
      onProgress: progress(speaker, options.verbose === true),
    });
  return stoppable(session, target, speaker)(execute);
}
