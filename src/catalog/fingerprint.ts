/**
 * A canonical description of everything that a schema dump would show: identity of each object →
 * its description, one line per attribute, without OIDs or positions in the catalog, so that two of them compare as text.
 * Identities read as `table public.users`, `column public.users.id`, `index public.users_email_key`, …
 */
export interface Fingerprint {
  readonly objects: Readonly<Record<string, string>>;
  /** SHA-256 over the sorted objects, hexadecimal. */
  readonly hash: string;
}

export interface FingerprintDifference {
  readonly identity: string;
  readonly before: string | null;
  readonly after: string | null;
}
