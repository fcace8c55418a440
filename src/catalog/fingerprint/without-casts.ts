const cast =
  /::(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)(?:\.(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))?(?: (?:varying|precision|with(?:out)? time zone))*(?:\(\d+(?:,\d+)?\))?(?:\[\])*/gu;

/**
 * An expression or query as the server prints it, without its casts, parentheses and spaces: what is left is the same
 * after a column that it reads got another type, for then the server writes other casts.
 */
export function withoutCasts(text: string): string {
  return text.replaceAll(cast, '').replaceAll(/[()\s]/g, '');
}
