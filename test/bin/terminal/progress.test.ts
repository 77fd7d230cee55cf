import { emptySummary, JOB_STATUSES } from '@batchwright/model/service';
import fc from 'fast-check';
import { painter, renderProgress } from '../../../bin/src/terminal';

const plain = painter(false);
const array = (size: number, counts: Partial<Record<(typeof JOB_STATUSES)[number], number>>) => ({
  size,
  summary: { ...emptySummary(), ...counts },
});

test('progress shows a bar for an array and the status of a single job', () => {
  const lines = renderProgress(
    [
      { label: 'thumbnail-3f2a', status: 'PENDING', array: array(64, { SUCCEEDED: 32, RUNNING: 2, RUNNABLE: 30 }) },
      { label: 'contact-sheet', status: 'PENDING' },
    ],
    100,
    plain,
  );
  expect(lines).toEqual([
    'thumbnail-3f2a  [████████████░░░░░░░░░░░░]  32/64 done, 2 running, 30 waiting',
    'contact-sheet   PENDING',
  ]);
});

test('one failure of ten thousand is seen in the bar', () => {
  const [line] = renderProgress(
    [{ label: 'a', status: 'FAILED', array: array(10_000, { SUCCEEDED: 9999, FAILED: 1 }) }],
    100,
    plain,
  );
  expect(line).toBe('a  [████████████████████████]  9999/10000 done, 1 failed');
});

test('a line is never wider than the terminal', () => {
  const summary = fc.record(Object.fromEntries(JOB_STATUSES.map((status) => [status, fc.nat(5000)])));
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          label: fc.stringMatching(/^[a-z0-9-]{0,80}$/),
          note: fc.option(fc.stringMatching(/^[a-z ]{0,200}$/), { nil: undefined }),
          summary: fc.option(summary),
        }),
      ),
      fc.integer({ min: 60, max: 200 }),
      (rows, columns) => {
        const progress = rows.map(({ label, note, summary: counts }) => ({
          label,
          status: 'RUNNING',
          note,
          array:
            counts === null
              ? undefined
              : array(
                  Object.values(counts).reduce((a, b) => a + b, 0),
                  counts,
                ),
        }));
        for (const line of renderProgress(progress, columns, plain)) expect(line.length).toBeLessThanOrEqual(columns);
      },
    ),
  );
});
