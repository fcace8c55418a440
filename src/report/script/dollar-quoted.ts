/**
 * A string constant in dollar quotes, which takes the text as it is: readable, and safe from what clients replace in
 * scripts (psql's `:name`). Source: the manual, "Dollar-Quoted String Constants".
 *
 * @param tag of the quotes; a number is added where the text holds it.
 */
export function dollarQuoted(text: string, tag: string): string {
  let open = `$${tag}`;
  for (let n = 1; text.includes(open); n += 1) open = `$${tag}${n}`;
  return `${open}$${text}${open}$`;
}
