/** What a pattern with `*`, `**`, `?`, `[…]` and `{…,…}` means, for a whole name. */
export function globExpression(pattern: string): RegExp {
  return new RegExp(`^${source(pattern)}$`);
}

function source(pattern: string): string {
  return pattern.replaceAll(/\*\*\/|\*\*|[*?{},()|.+^$\\@!]/g, (one) => {
    switch (one) {
      case '**/':
        return '(?:.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
      case '(':
        return '(?:';
      case '}':
      case ')':
        return ')';
      case ',':
      case '|':
        return '|';
      // The sign of an extended pattern: `@(a|b)`.
      case '@':
        return '';
      default:
        return `\\${one}`;
    }
  });
}
