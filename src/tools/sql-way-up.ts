const wayDown = /^--\s*(migrate:down|\+goose\s+down)\b/im;

/** The text of an SQL file with its way down blanked out, where both stand in one file (dbmate, goose): same offsets. */
export function sqlWayUp(text: string): string {
  const start = wayDown.exec(text)?.index;
  if (start === undefined) return text;
  return `${text.slice(0, start)}${text.slice(start).replaceAll(/[^\r\n]/g, ' ')}`;
}
