import { HttpError } from './http-error.js';

/** A field of the input as trimmed text; 400 when it is missing, empty or longer than `longest` characters. */
export function requiredText(input, name, longest) {
  const value = typeof input[name] === 'string' ? input[name].trim() : '';
  if (value === '' || value.length > longest) {
    throw new HttpError(400, `${name} must be text of 1 to ${longest} characters.`);
  }
  return value;
}
