/**
 * The canonical request of Signature Version 4. Paths, queries and headers come as Node's parser gives them: one
 * character for each byte that was sent (latin1).
 * Source: AWS General Reference, "Create a signed AWS API request".
 */

type Headers = Readonly<Record<string, string | undefined>>;

const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
const encodeCharacter = (character: string): string => hex(character.charCodeAt(0));

/** Encodes everything but RFC 3986's unreserved characters, a percent sign too. Slashes stay. */
const encodeAgain = (path: string): string => path.replace(/[^A-Za-z0-9\-._~/]/g, encodeCharacter);

/** One spelling for all encodings of the same bytes: unreserved characters bare, all others as `%XX`. */
function respell(encoded: string): string {
  return encoded.replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g, (match) => {
    if (match.length === 1) return encodeCharacter(match);
    const character = String.fromCharCode(Number.parseInt(match.slice(1), 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : match.toUpperCase();
  });
}

/** S3 signs the path as it names the object: neither normalised nor encoded twice. */
export const canonicalObjectPath = (rawPath: string): string => rawPath.split('/').map(respell).join('/');

/** All other services: dot segments and empty segments removed, then encoded once more than it was sent. */
export function canonicalPath(rawPath: string): string {
  if (rawPath === '/') return rawPath;
  const kept: string[] = [];
  for (const segment of rawPath.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const trailing = kept.length > 0 && rawPath.endsWith('/') ? '/' : '';
  return encodeAgain(`/${kept.join('/')}${trailing}`);
}

/**
 * Parameters encoded alike and sorted by name, then by value. A plus sign stands for a space, as the SDKs that parse a
 * query before signing it take it.
 *
 * @param except - a parameter that is left out: the signature itself
 */
export function canonicalQuery(rawQuery: string, except?: string): string {
  if (rawQuery === '') return '';
  const pairs: (readonly [string, string])[] = [];
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const spaced = part.replaceAll('+', '%20');
    const equals = spaced.indexOf('=');
    const name = respell(equals === -1 ? spaced : spaced.slice(0, equals));
    if (name !== except) pairs.push([name, equals === -1 ? '' : respell(spaced.slice(equals + 1))]);
  }
  return pairs
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const canonicalValue = (value: string): string => {
  const trimmed = value.trim();
  return /\s\s|[\t\n]/.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
};

export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  /** Lower case, in the order of the request. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

export function canonicalRequest(parts: CanonicalParts): string {
  let headers = '';
  for (const name of parts.signedHeaders) headers += `${name}:${canonicalValue(parts.headers[name] ?? '')}\n`;
  return `${parts.method}\n${parts.path}\n${parts.query}\n${headers}\n${parts.signedHeaders.join(';')}\n${parts.payloadHash}`;
}
