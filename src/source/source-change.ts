/** A file of the user's, as it is and as it is to be. */
export interface SourceChange {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}
