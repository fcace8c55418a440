/** Error text as PostgreSQL wrote it: without a terminal's colours, a tool's escapes, frames and prefixes. */
export function plainText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC.
      .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
      // The same, where a log has left the control character out or written it as an escape.
      .replaceAll(/(?:\\u001b|\\x1b|\\e|\ufffd|␛)\[[0-9;]*m/gi, '')
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
        String.fromCharCode(parseInt(code, 16)),
      )
      .replaceAll(/\\+(?:r\\+)?n/g, '\n')
      .replaceAll(/\\+(["'])/g, '$1')
      .replaceAll(/&(?:quot|#34|#x22);/gi, '"')
      .replaceAll(/&(?:apos|#39|#x27);/gi, "'")
      .replaceAll('&amp;', '&')
      // util.inspect breaks long strings: 'one ' +\n 'two'.
      .replaceAll(/(["'`])[ \t]*\+[ \t]*\n[ \t]*\1/g, '')
      // Containers and CI put a name or a time before each line.
      .replaceAll(/^\d{4}-\d\d-\d\dT[\d:.]+Z[ \t]/gm, '')
      .replaceAll(/^[\w.-]+[ \t]+\|[ \t]/gm, '')
      .replaceAll(/^[ \t]*[│┃|>][ \t]?/gm, '')
      .replaceAll(/[ \t]*[│┃][ \t]*$/gm, '')
      .replaceAll('\u00a0', ' ')
  );
}

/** Quotation marks of the languages that PostgreSQL speaks. */
export const marks = '"“”„«»「」『』';

/** A quoted name, whatever the quotes of the language: `"x"`, `»x«`, `« x »`, `„x“`. One group. */
export const quotedName = `[${marks}] ?([^\\n${marks}]{1,200}?) ?[${marks}]`;

/** The quoted names of a text, in order. */
export function quotedNames(text: string): string[] {
  return [...text.matchAll(new RegExp(quotedName, 'g'))].map((match) => match[1] ?? '');
}
