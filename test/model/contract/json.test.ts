import { encodeJson } from '@batchwright/model/contract';
import fc from 'fast-check';

test('encodeJson carries every JSON value unchanged', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value);
      // -0 is a number that JSON prints as 0: refused, and so outside this property.
      fc.pre(!holdsNegativeZero(value));
      expect(encodeJson(value)).toEqual({ ok: true, json: text });
    }),
  );
});

function holdsNegativeZero(value: unknown): boolean {
  if (Object.is(value, -0)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNegativeZero);
}

class Money {
  constructor(readonly cents: number) {}
}
const cycle: Record<string, unknown> = {};
cycle.self = cycle;

test.each([
  ['a Date', { period: { from: new Date(0) } }, 'input.period.from', /a Date does not survive JSON/],
  ['NaN', { rows: [1, Number.NaN] }, 'input.rows.1', /NaN becomes null/],
  ['infinity', Number.POSITIVE_INFINITY, 'input', /Infinity becomes null/],
  ['-0', [-0], 'input.0', /-0 becomes 0/],
  ['a bigint', { n: 1n }, 'input.n', /a bigint cannot be sent/],
  ['undefined in an array', [undefined], 'input.0', /undefined cannot be sent/],
  ['a hole', Array.from({ length: 3 }, (_, i) => i).concat(new Array(1)), 'input.3', /undefined cannot be sent/],
  ['a function', { f: () => 1 }, 'input.f', /a function cannot be sent/],
  ['a Map', { m: new Map() }, 'input.m', /a Map does not survive/],
  ['a class instance', { price: new Money(1) }, 'input.price', /a Money does not survive/],
  ['a cycle', cycle, 'input.self', /contains itself/],
  ['a toJSON method', { toJSON: () => 1 }, 'input', /toJSON/],
  ['an array with a toJSON method', Object.assign([1], { toJSON: () => 1 }), 'input', /toJSON/],
  ['a key that is no identifier', { 'a b': Number.NaN }, 'input.a b', /NaN/],
])('encodeJson refuses %s and says where it stands', (_what, value, path, message) => {
  const encoded = encodeJson(value);
  expect(encoded).toMatchObject({ ok: false, problems: [{ path, message: expect.stringMatching(message) }] });
});

test('encodeJson refuses a key that is named by a symbol', () => {
  expect(encodeJson({ [Symbol('x')]: 1 }).ok).toBe(false);
});

test('encodeJson leaves out properties that are undefined, as an optional property is', () => {
  expect(encodeJson({ a: 1, b: undefined })).toEqual({ ok: true, json: '{"a":1}' });
});

test('encodeJson takes an object without a prototype, and the same object twice', () => {
  const shared = Object.assign(Object.create(null), { a: 1 });
  expect(encodeJson({ x: shared, y: shared })).toEqual({ ok: true, json: '{"x":{"a":1},"y":{"a":1}}' });
});

test('encodeJson names every problem, not only the first', () => {
  const encoded = encodeJson({ a: Number.NaN, b: { c: 1n } });
  expect(encoded.ok === false && encoded.problems.map(({ path }) => path)).toEqual(['input.a', 'input.b.c']);
});
