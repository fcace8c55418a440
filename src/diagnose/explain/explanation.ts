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

/** Another kind of fault with the same message, and the fact that would tell. */
export interface OtherKind {
  readonly kind: string;
  /** Goes on from "It is that kind if …". */
  readonly when: string;
}

/** What an error message means, from its text alone. Names are as people read them, quoted where SQL needs it. */
export interface Explanation {
  /** The fault's kind, also a page of `pgmend explain`; null where there is no page. */
  readonly kind: string | null;
  readonly sqlstate: string | null;
  readonly constraint: string | null;
  readonly headline: string;
  /** The cause in plain words: a few sentences. */
  readonly why: string;
  readonly sides: readonly ExplainedSide[];
  /** Kinds that the text alone does not rule out; empty where it does. */
  readonly others: readonly OtherKind[];
  readonly waysOut: readonly WayOut[];
}
