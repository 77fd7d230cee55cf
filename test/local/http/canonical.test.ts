import fc from 'fast-check';
import { canonicalObjectPath, canonicalPath, canonicalQuery } from '../../../local/src/http/signature/canonical';

/** RFC 3986, as SDKs encode before they sign. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), text), { maxLength: 8 });

describe('canonicalQuery', () => {
  test('leaves what is encoded and sorted already as it is, and does not depend on the order', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 7 }), (list, turn) => {
        const parts = list.map(([name, value]) => `${encode(name)}=${encode(value)}`);
        const canonical = canonicalQuery(parts.join('&'));
        expect(canonicalQuery(canonical)).toBe(canonical);
        expect(canonicalQuery([...parts.slice(turn), ...parts.slice(0, turn)].join('&'))).toBe(canonical);
        expect(
          canonical
            .split('&')
            .filter((part) => part !== '')
            .sort(),
        ).toEqual([...parts].sort());
      }),
    );
  });

  test('gives one spelling to all encodings of the same text', () => {
    fc.assert(
      fc.property(text, (value) => {
        const everyByte = [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        expect(canonicalQuery(`a=${everyByte}`)).toBe(`a=${encode(value)}`);
      }),
    );
  });

  test.each([
    ['', ''],
    ['uploads', 'uploads='],
    ['b=2&a=1', 'a=1&b=2'],
    ['a=2&a=1', 'a=1&a=2'],
    ['a=&a', 'a=&a='],
    ['&a=1&&b=2&', 'a=1&b=2'],
    ['a=x=y', 'a=x%3Dy'],
    ['a=b+c', 'a=b%20c'],
    ['a=b%2Bc', 'a=b%2Bc'],
    ['a-b=1&a=2', 'a=2&a-b=1'],
    ['a=%zz', 'a=%25zz'],
  ])('of %j is %j', (raw, canonical) => {
    expect(canonicalQuery(raw)).toBe(canonical);
  });

  test('leaves the signature out', () => {
    expect(canonicalQuery('b=1&X-Amz-Signature=00&a=2', 'X-Amz-Signature')).toBe('a=2&b=1');
  });
});

test.each([
  ['/', '/'],
  ['/v1/tags/arn%3Aaws%3Abatch', '/v1/tags/arn%253Aaws%253Abatch'],
  ['//v1/./x/../y/', '/v1/y/'],
  ['/../..', '/'],
  ['/a b', '/a%20b'],
])('canonicalPath of %j is %j: normalised and encoded once more', (raw, canonical) => {
  expect(canonicalPath(raw)).toBe(canonical);
});

test.each([
  ['/b/a/../c//d', '/b/a/../c//d'],
  ['/b/%7Ek%2ej%c3%a9', '/b/~k.j%C3%A9'],
  ['/b/a+b(c)', '/b/a%2Bb%28c%29'],
])('canonicalObjectPath of %j is %j: neither normalised nor encoded twice', (raw, canonical) => {
  expect(canonicalObjectPath(raw)).toBe(canonical);
});
