/** A table as a configuration names it. */
export interface NamedTable {
  readonly table: string;
  /** null: where the search path leads. */
  readonly schema: string | null;
}

/** `history`, `app.history`, also with either part in double quotes. */
export function namedTable(text: string): NamedTable {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map(([whole, quoted]) =>
    quoted === undefined ? whole : quoted.replaceAll('""', '"'),
  );
  return { table: parts.at(-1) ?? text, schema: parts.at(-2) ?? null };
}
