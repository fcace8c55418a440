import { displayIdent } from '../postgres/quote.ts';

/** A command of the project's tool that would drop pgmend's schema, and what keeps it from that. */
export interface JournalAtRisk {
  /** `drizzle-kit push` */
  readonly command: string;
  /** The tool's configuration. */
  readonly file: string;
  /** What has to stand in it. */
  readonly line: string;
}

/** What is so, and what to do: a sentence each. */
export function journalAtRiskWords(risk: JournalAtRisk, journalSchema: string) {
  return {
    says: `${risk.command} compares every schema with its definitions, and would drop schema ${displayIdent(journalSchema)} with everything that is kept in it.`,
    next: `put this into ${risk.file}: ${risk.line}`,
  };
}
