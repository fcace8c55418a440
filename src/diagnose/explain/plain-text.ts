/** Error text as PostgreSQL wrote it: without a terminal's colours, a tool's escapes and frames. */
export function plainText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC.
      .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll('\\n', '\n')
      .replaceAll('\\"', '"')
      .replaceAll("\\'", "'")
      .replaceAll('&quot;', '"')
      .replaceAll(/^[ \t]*[│┃|>][ \t]?/gm, '')
      .replaceAll(/[ \t]*[│┃][ \t]*$/gm, '')
      .replaceAll('\u00a0', ' ')
  );
}

const marks = '"“”„«»「」『』';

/** A quoted name, whatever the quotes of the language: `"x"`, `»x«`, `« x »`, `„x“`. One group. */
export const quotedName = `[${marks}] ?([^\\n${marks}]{1,200}?) ?[${marks}]`;
