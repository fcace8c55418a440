/** Brings packages of one registry into an empty folder, by the registry's own client. */
export interface Installer {
  /** @returns null when they are there, else what the client said. */
  install(wanted: Wanted, folder: string): string | null;
  /** Folders of programs, relative to the installed one. */
  readonly programs: readonly string[];
}

export interface Wanted {
  /** Package → exact version, in the registry's own spelling. */
  readonly packages: Readonly<Record<string, string>>;
  /** Go: build tags. */
  readonly tags?: readonly string[];
}
