/** A name as it stands in the catalog, unquoted. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** An identifier for use in SQL, always quoted. Source: the manual, "Identifiers and Key Words". */
export function quoteIdent(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"schema"."name"` for use in SQL. */
export function quoteQualified(name: QualifiedName): string {
  return `${quoteIdent(name.schema)}.${quoteIdent(name.name)}`;
}

/**
 * A string literal for use in SQL, safe whatever `standard_conforming_strings` says:
 * a backslash makes it an E'' string.
 */
export function quoteLiteral(value: string): string {
  const escaped = value.replaceAll("'", "''");
  return escaped.includes('\\') ? `E'${escaped.replaceAll('\\', '\\\\')}'` : `'${escaped}'`;
}

/** A name as people read it: quoted only where unquoted text would mean another name. */
export function displayIdent(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : quoteIdent(name);
}

/** `users`, `"Users"`, `auth.users`: the schema is left out when it is `public`. */
export function displayQualified(name: QualifiedName): string {
  const short = displayIdent(name.name);
  return name.schema === 'public' ? short : `${displayIdent(name.schema)}.${short}`;
}
