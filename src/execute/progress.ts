import type { Step } from '../plan/step.ts';
import type { Proof } from '../verify/proof.ts';

/** What an execution tells while it runs. */
export type Progress =
  | { readonly kind: 'step'; readonly number: number; readonly of: number; readonly step: Step }
  | { readonly kind: 'proving' }
  | { readonly kind: 'proved'; readonly proof: Proof };
