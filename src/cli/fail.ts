import { ProofFailed } from '../execute/apply-plan.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Palette } from '../report/palette.ts';
import { reportProof } from '../report/report-proof.ts';
import type { Proof } from '../verify/proof.ts';
import { exitCode } from './exit-code.ts';

/** What a user gets for an error: one sentence, a stable code, the next step. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly exitCode: number;
  /** The comparison that stopped it. */
  readonly proof?: Proof;
}

/** Any thrown value as something to read; an unexpected one asks for a report. Never a stack trace. */
export function failureOf(error: unknown): Failure {
  if (error instanceof PgmendError) {
    const { code, message, next } = error;
    const failure = { code, message, next, exitCode: error.exitCode };
    return error instanceof ProofFailed ? { ...failure, proof: error.proof } : failure;
  }
  if (error instanceof ServerError) {
    const { message, detail, hint } = error.fields;
    return {
      code: `postgres-${error.sqlstate}`,
      message: [`PostgreSQL answered: ${message}.`, detail].filter(Boolean).join(' '),
      next: hint ?? nextForSqlstate(error.sqlstate),
      exitCode: exitCode.faultsRemain,
    };
  }
  return {
    code: 'unexpected',
    message: `Something went wrong in pgmend itself: ${messageOf(error)}`,
    next: 'Nothing that was not committed has happened. Please report it to the project, with the command and this message (`npm bugs pgmend` opens the page).',
    exitCode: exitCode.faultsRemain,
  };
}

/** The failure as text for stderr. */
export function reportFailure(failure: Failure, palette: Palette): string {
  const { code, message, next, proof } = failure;
  const compared = proof === undefined ? '' : `\n${reportProof(proof, palette, false)}`;
  return `${palette.red('pgmend:')} ${message} ${palette.dim(`[${code}]`)}\n  ${next}${compared}`;
}

function nextForSqlstate(sqlstate: string): string {
  switch (sqlstate) {
    case '42501':
      return 'Connect as the owner of the tables, or let the owner grant what is missing.';
    case '55P03':
      return 'Another connection holds the lock; try again, or give more time with --lock-timeout.';
    case '57014':
      return 'The statement was cancelled; run the command again.';
    default:
      return 'Nothing was changed by the failed statement.';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
