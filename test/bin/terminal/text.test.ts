import { formatDuration, formatTime, LiveLines, renderTable } from '../../../bin/src/terminal';

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [850, '850 ms'],
  [4200, '4.2 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [7_800_000, '2 h 10 min'],
])('formatDuration says %p ms as %p', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('formatTime is sortable and says its zone', () => {
  expect(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe('2026-01-02 03:04:05Z');
});

test('a table leaves out columns that are empty and aligns the others', () => {
  expect(
    renderTable(
      ['ID', 'SIZE', 'STATUS'],
      [
        ['a', '', 'FAILED'],
        ['long', '', 'RUNNABLE'],
      ],
    ),
  ).toBe('ID    STATUS\na     FAILED\nlong  RUNNABLE\n');
});

test('live lines are drawn over themselves, and printed text stays above them', () => {
  let screen = '';
  const live = new LiveLines((text) => {
    screen += text;
  });
  live.draw(['one', 'two']);
  live.draw(['three']);
  live.print('done\n');
  expect(screen).toBe('one\ntwo\n\u001b[2A\u001b[Jthree\n\u001b[1A\u001b[Jdone\n');
});
