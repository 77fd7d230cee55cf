import fc from 'fast-check';
import { type Box, layOutSheet, MAX_PIXELS, MAX_SIDE } from '../../../../examples/photos/src/sheet';

const sheets = fc.record({ count: fc.integer({ min: 1, max: 6000 }), columns: fc.integer({ min: 1, max: 20 }) });

test('layOutSheet gives every photo one cell, in reading order', () => {
  fc.assert(
    fc.property(sheets, ({ count, columns }) => {
      const layout = layOutSheet(count, columns);
      const indices = layout.rows.flatMap(({ cells }) => cells.map(({ index }) => index));
      expect(indices).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
    { numRuns: 60 },
  );
});

test('layOutSheet keeps every sheet to a size that a JPEG can have and a job can hold', () => {
  fc.assert(
    fc.property(sheets, ({ count, columns }) => {
      const { width, height } = layOutSheet(count, columns);
      expect(width).toBeLessThanOrEqual(MAX_SIDE);
      expect(height).toBeLessThanOrEqual(MAX_SIDE);
      expect(width * height).toBeLessThanOrEqual(MAX_PIXELS);
    }),
  );
});

test('layOutSheet makes strips that are the sheet, with cells that stay inside and never overlap', () => {
  fc.assert(
    fc.property(sheets, ({ count, columns }) => {
      const { width, height, header, rows } = layOutSheet(count, columns);
      const ends = rows.map(({ y, height: tall }) => y + tall);
      expect(rows.map(({ y }) => y)).toEqual([header.height, ...ends.slice(0, -1)]);
      expect(ends.at(-1)).toBe(height);
      // One comparison a sheet: thousands of cells are looked at.
      const wrong = rows.flatMap((row) =>
        row.cells.filter(({ picture, caption }, i) => {
          const left = row.cells[i - 1]?.picture;
          const inside = (box: Box): boolean => box.x + box.width <= width && box.y + box.height <= row.height;
          const apart = left === undefined || left.x + left.width < picture.x;
          const below = caption === undefined || (caption.y >= picture.y + picture.height && inside(caption));
          return !(inside(picture) && apart && below);
        }),
      );
      expect(wrong).toEqual([]);
    }),
  );
});

test('layOutSheet keeps to the columns that were asked for, as long as they fit, and evens them out', () => {
  expect(layOutSheet(64, 8)).toMatchObject({ columns: 8, picture: 256 });
  expect(layOutSheet(3, 8).columns).toBe(3);
  expect(layOutSheet(9, 8).rows.map(({ cells }) => cells.length)).toEqual([5, 4]);
  expect(layOutSheet(5000, 1).columns).toBeGreaterThan(1);
});

test('layOutSheet refuses more photos than one sheet can show', () => {
  expect(() => layOutSheet(1_000_000, 8)).toThrow(/make several sheets/);
});
