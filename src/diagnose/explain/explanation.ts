/** One side of the key that an error text names; what the text leaves out is null. */
export interface ExplainedSide {
  readonly role: 'referencing' | 'referenced';
  readonly table: string | null;
  readonly column: string | null;
  readonly type: string | null;
}

export interface WayOut {
  readonly title: string;
  /** Ready to paste; null where only the database can tell. */
  readonly code: string | null;
}

/** What an error message means, from its text alone. Names are as people read them, quoted where SQL needs it. */
export interface Explanation {
  /** The fault's kind, also a page of `pgmend explain`. */
  readonly kind: string;
  readonly sqlstate: string | null;
  readonly constraint: string | null;
  readonly headline: string;
  /** The cause in plain words: a few sentences. */
  readonly why: string;
  readonly sides: readonly ExplainedSide[];
  readonly waysOut: readonly WayOut[];
}
