const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of a text's UTF-8 bytes. By hand, because the model has no platform of which it could ask it. */
export function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const sextet = (shift: number): string => ALPHABET.charAt((bits >> shift) & 63);
    encoded += sextet(18) + sextet(12);
    encoded += second === undefined ? '==' : `${sextet(6)}${third === undefined ? '=' : sextet(0)}`;
  }
  return encoded;
}
