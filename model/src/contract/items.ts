import { ContractError } from './errors';
import { invalidFormat, readVersioned, type Versioned } from './format';

/**
 * The items file of an array job: one S3 object that is JSON Lines all through, and that a child reads in three small
 * ranged reads however large it is.
 *
 * ```
 * {"key":"a.jpg"}                                    one line per item
 * {"key":"b.jpg"}
 *                0                                   then 20 bytes per item: where its line begins
 *               16
 * {"batchwright":"items","version":1,"count":2,...}  then a trailer of 128 bytes
 * ```
 *
 * The index stands behind the items so that a stream of unknown length can be written in constant memory.
 */
export const ITEMS_VERSION = 1;

/** Bytes of one index entry: a right-aligned decimal number and a line feed. */
export const INDEX_ENTRY_BYTES = 20;
/** Bytes of the trailer, padded with spaces, line feed included. */
export const TRAILER_BYTES = 128;

export interface ItemsTrailer extends Versioned {
  readonly batchwright: 'items';
  readonly count: number;
  /** Byte at which the index begins, which is also where the items end. */
  readonly index: number;
}

/** One line of the index: where an item's line begins, in bytes from the start of the file. */
export const formatIndexEntry = (offset: number): string => `${String(offset).padStart(INDEX_ENTRY_BYTES - 1)}\n`;

export function formatTrailer(count: number, index: number): string {
  const trailer: ItemsTrailer = { batchwright: 'items', version: ITEMS_VERSION, count, index };
  return `${JSON.stringify(trailer).padEnd(TRAILER_BYTES - 1)}\n`;
}

/** A whole items file in memory, from each item's JSON. For streams, write the same three parts as they come. */
export function encodeItems(items: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const lines: Uint8Array[] = [];
  let offset = 0;
  let index = '';
  for (const item of items) {
    const line = encoder.encode(`${item}\n`);
    lines.push(line);
    index += formatIndexEntry(offset);
    offset += line.length;
  }
  lines.push(encoder.encode(index + formatTrailer(items.length, offset)));
  const file = new Uint8Array(lines.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of lines) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** Reads the last {@link TRAILER_BYTES} of an items file. @throws {@link ContractError} */
export function parseTrailer(text: string, where: string): ItemsTrailer {
  const trailer = readVersioned<ItemsTrailer>(text, 'items', ITEMS_VERSION, where);
  for (const field of ['count', 'index'] as const) {
    const got = trailer[field];
    if (Number.isSafeInteger(got) && got >= 0) continue;
    throw invalidFormat(where, `the trailer's "${field}" must be a whole number from 0; got ${JSON.stringify(got)}`);
  }
  return trailer;
}

/**
 * Which bytes of the index to read for item `i`: its own entry and, unless it is the last, the next one.
 * `end` is exclusive.
 *
 * @throws {@link ContractError} `INVALID_FORMAT` when the file has no such item
 */
export function indexRange(
  trailer: ItemsTrailer,
  i: number,
  where: string,
): { readonly start: number; readonly end: number } {
  if (!Number.isInteger(i) || i < 0 || i >= trailer.count) {
    throw invalidFormat(where, `has ${trailer.count} items, numbered from 0; there is no item ${i}`);
  }
  const start = trailer.index + i * INDEX_ENTRY_BYTES;
  return { start, end: start + INDEX_ENTRY_BYTES * (i + 1 < trailer.count ? 2 : 1) };
}

/**
 * Which bytes hold the item whose index entries were read by {@link indexRange}. `end` is exclusive.
 *
 * @throws {@link ContractError} `INVALID_FORMAT` when that is no index
 */
export function itemRange(
  trailer: ItemsTrailer,
  entries: string,
  where: string,
): { readonly start: number; readonly end: number } {
  const [start, end = trailer.index] = entries.trimEnd().split('\n').map(Number);
  if (start === undefined || !Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start >= end) {
    throw new ContractError('INVALID_FORMAT', `${where}: the index is damaged; got ${JSON.stringify(entries)}`);
  }
  return { start, end };
}

/** How many items each array job takes when `count` items need several: equal parts, none of them a single item. */
export function splitArray(
  count: number,
  maxSize: number,
): readonly { readonly offset: number; readonly size: number }[] {
  const parts = Math.max(1, Math.ceil(count / maxSize));
  return Array.from({ length: parts }, (_, part) => {
    const offset = Math.floor((count * part) / parts);
    return { offset, size: Math.floor((count * (part + 1)) / parts) - offset };
  });
}
