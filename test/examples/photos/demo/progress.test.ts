import fc from 'fast-check';
import { type QueueProgress, renderBars, renderPlain } from '../../../../examples/photos/src/demo/progress';
import { makeScreen } from '../../../../examples/photos/src/demo/screen';

const URGENT: QueueProgress = { queue: 'urgent', size: 16, waiting: 6, running: 2, done: 8, failed: 0 };
const STANDARD: QueueProgress = { queue: 'standard', size: 48, waiting: 43, running: 0, done: 4, failed: 1 };

test('renderBars draws a line a queue', () => {
  expect(renderBars([URGENT, STANDARD], 'contact sheet: waits for the photos', 80)).toEqual([
    'urgent    ████████████░░░░░░░░░░░░  8/16 done · 2 running · 6 waiting',
    'standard  ██░░░░░░░░░░░░░░░░░░░░░░  4/48 done · 43 waiting · 1 failed',
    'contact sheet: waits for the photos',
  ]);
});

test('renderBars never draws a line as wide as the terminal', () => {
  const progress = fc.record({
    queue: fc.constantFrom('urgent', 'standard'),
    size: fc.integer({ min: 1, max: 20_000 }),
    waiting: fc.nat(20_000),
    running: fc.nat(64),
    done: fc.nat(20_000),
    failed: fc.nat(20_000),
  });
  fc.assert(
    fc.property(fc.array(progress), fc.integer({ min: 20, max: 200 }), (queues, columns) => {
      const possible = queues.map((queue) => ({ ...queue, size: queue.done + queue.failed + queue.waiting + 1 }));
      for (const line of renderBars(possible, 'note '.repeat(30), columns)) expect(line.length).toBeLessThan(columns);
    }),
  );
});

test('a screen that is no terminal tells the state now and then, and the last one always', () => {
  let now = 0;
  let written = '';
  const screen = makeScreen(
    (text) => {
      written += text;
    },
    undefined,
    () => now,
  );
  screen.show([URGENT], '');
  screen.show([{ ...URGENT, done: 9 }], '');
  now += 60_000;
  screen.show([{ ...URGENT, done: 10 }], '');
  screen.show([{ ...URGENT, done: 16 }], '');
  screen.settle();
  screen.settle();
  expect(written.split('\n')).toEqual([
    `  ${renderPlain([URGENT])}`,
    `  ${renderPlain([{ ...URGENT, done: 10 }])}`,
    `  ${renderPlain([{ ...URGENT, done: 16 }])}`,
    '',
  ]);
});

test('a terminal shows only the last state, above which lines stay', () => {
  let written = '';
  const screen = makeScreen(
    (text) => {
      written += text;
    },
    80,
    () => 0,
  );
  screen.show([URGENT], 'note');
  screen.say('a step is done');
  screen.show([URGENT], 'note');
  screen.settle();
  const lines = 'urgent  ████████████░░░░░░░░░░░░  8/16 done · 2 running · 6 waiting\nnote\n';
  expect(written).toBe(`${lines}\u001b[2A\u001b[Ja step is done\n${lines}\u001b[2A\u001b[J`);
});
