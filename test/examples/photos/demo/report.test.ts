import { withoutStack } from '../../../../examples/photos/src/demo/outcomes';
import { type DemoSummary, renderReport, seconds } from '../../../../examples/photos/src/demo/report';
import { summarizeTimes } from '../../../../examples/photos/src/demo/timing';

test('summarizeTimes leaves out jobs that never started', () => {
  expect(
    summarizeTimes([
      { createdAt: 1000, startedAt: 2000, stoppedAt: 3000 },
      { createdAt: 1000, startedAt: 3000, stoppedAt: 6000 },
      { createdAt: 1000, startedAt: 0, stoppedAt: 6000 },
      { createdAt: 1000 },
    ]),
  ).toEqual({
    waited: { mean: 1500, longest: 2000 },
    ran: { mean: 2000, longest: 3000 },
    span: 4000,
    jobsPerSecond: 0.5,
  });
  expect(summarizeTimes([])).toEqual({});
});

test('withoutStack leaves the reason and takes away what only repeats it', () => {
  expect(
    withoutStack([
      'reading photo',
      'thumbnail item 3: broken.jpg is not an image',
      'ImageError: broken.jpg is not an image',
      '    at openPhoto (worker.js:1:2)',
      '    at async makeResults (worker.js:3:4)',
    ]),
  ).toEqual(['reading photo', 'thumbnail item 3: broken.jpg is not an image']);
  expect(withoutStack(['TypeError: x is not a function', '    at y (z.js:1:1)'])).toEqual([
    'TypeError: x is not a function',
  ]);
});

test('renderReport lists queues, failures with their log, and where the results are', () => {
  const summary: DemoSummary = {
    filter: 'sepia',
    photos: 3,
    delivered: 2,
    failed: 1,
    queues: [
      {
        queue: 'urgent',
        tier: 'premium',
        customers: 1,
        photos: 1,
        delivered: 1,
        failed: 0,
        waited: { mean: 120, longest: 120 },
        ran: { mean: 400, longest: 400 },
        span: 400,
        jobsPerSecond: 2.5,
      },
      { queue: 'standard', tier: 'standard', customers: 2, photos: 2, delivered: 1, failed: 1 },
    ],
    failures: [
      { photo: 'b/broken.jpg', queue: 'standard', jobId: 'x:1', code: 'EXITED', reason: 'exit code 1', log: ['why'] },
    ],
    contactSheet: { photos: 2, file: 'out/contact-sheet.jpg', index: 'out/index.json' },
    output: 'out',
    seconds: 2,
    exitCode: 2,
  };
  expect(renderReport(summary, 'out')).toMatchInlineSnapshot(`
"
queue     customers   photos  delivered  failed  waited  longest     ran  longest  jobs/s
urgent    1 premium        1          1       0  0.12 s   0.12 s  0.40 s   0.40 s     2.5
standard  2 standard       2          1       1       -        -       -        -       -

1 photo failed:
  b/broken.jpg (standard)
    exit code 1
    | why

Results in out:
  contact-sheet.jpg   2 photos on one page
  index.json          what is known about each of them
  thumbnails/ filtered/ metadata/   2 files each
"
`);
});

test.each([
  [40, '0.04 s'],
  [12_340, '12.3 s'],
  [185_000, '3 min 05 s'],
])('seconds says %i ms as %s', (ms, text) => {
  expect(seconds(ms)).toBe(text);
});
