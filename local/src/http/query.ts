/**
 * A query string as a map: names and values decoded, a plus sign as a space, the first of a repeated name. A parameter
 * without a value (`?uploads`) has the value `''`. What is not valid percent-encoded UTF-8 stays as it is.
 */
export function queryParameters(rawQuery: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  if (rawQuery === '') return parameters;
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    if (!parameters.has(name)) parameters.set(name, equals === -1 ? '' : decode(part.slice(equals + 1)));
  }
  return parameters;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}
