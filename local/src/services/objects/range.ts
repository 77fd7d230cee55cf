import type { Span } from './bodies';

/** What a `Range` header asks of an object: all of it, a part, or what it does not have. */
export type RangeResult = { readonly kind: 'all' } | ({ readonly kind: 'span' } & Span) | { readonly kind: 'none' };

const ALL: RangeResult = { kind: 'all' };
const NONE: RangeResult = { kind: 'none' };

/**
 * Reads `bytes=a-b`, `bytes=a-` and `bytes=-n` against an object of `size` bytes. Several ranges, other units and what is
 * no range at all are answered with the whole object, as HTTP allows and S3 does.
 */
export function readRange(header: string | undefined, size: number): RangeResult {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return ALL;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return ALL;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? NONE : { kind: 'span', start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return ALL;
  return start >= size ? NONE : { kind: 'span', start, end };
}
