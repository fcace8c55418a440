const integers = /^(smallint|integer|bigint)$/;
const numbers = /^(smallint|integer|bigint|oid|real|double precision|numeric(\(.*\))?)$/;
const texts =
  /^(text|name|"?citext"?|.*\.citext|character varying(\(\d+\))?|character(\(\d+\))?|bpchar)$/;

/** The highest number of each integer type; the lowest is one further from zero. */
export const highestNumber: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

export const isInteger = (type: string): boolean => integers.test(type);
export const isNumber = (type: string): boolean => numbers.test(type);
export const isText = (type: string): boolean => texts.test(type);
export const isCitext = (type: string): boolean => /(^|\.)"?citext"?$/.test(type);

/** Values of the two types can be the same value: equal types, both text, or both numbers. */
export function sameFamily(one: string, other: string): boolean {
  return one === other || (isText(one) && isText(other)) || (isNumber(one) && isNumber(other));
}
