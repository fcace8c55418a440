/** One thing that a statement declares beside what is there, each as a line; equal lines mean the same. */
export interface Compared {
  readonly declared: string;
  /** null: nothing of it is there. */
  readonly found: string | null;
}
