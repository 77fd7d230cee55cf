import fc from 'fast-check';
import { LogStore } from '../../../local/src/services/logs';
import { type EventsRequest, eventsPage } from '../../../local/src/services/logs/events-page';

const request = (more: Partial<EventsRequest> = {}): EventsRequest => ({
  startFromHead: true,
  limit: 10_000,
  startTime: undefined,
  endTime: undefined,
  nextToken: undefined,
  ...more,
});

const eventsOf = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b).map((timestamp, index) => ({ timestamp, message: `line ${index}` }));

describe('pages of a stream', () => {
  const times = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 });

  test('forward give every line of the time range once, and the last token stays', () => {
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 1, max: 7 }),
        fc.nat({ max: 60 }),
        fc.nat({ max: 60 }),
        (at, limit, startTime, endTime) => {
          const events = eventsOf(at);
          const seen: unknown[] = [];
          let nextToken: string | undefined;
          while (seen.length <= events.length) {
            const page = eventsPage(events, request({ limit, startTime, endTime, nextToken }))!;
            expect(page.events.length).toBeLessThanOrEqual(limit);
            seen.push(...page.events);
            if (page.nextForwardToken === nextToken) break;
            nextToken = page.nextForwardToken;
          }
          expect(seen).toEqual(events.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime));
        },
      ),
    );
  });

  test('backward give them from the last', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 7 }), (at, limit) => {
        const events = eventsOf(at);
        const seen: unknown[] = [];
        let nextToken: string | undefined;
        while (seen.length <= events.length) {
          const page = eventsPage(events, request({ limit, nextToken, startFromHead: false }))!;
          seen.unshift(...page.events);
          if (page.nextBackwardToken === nextToken) break;
          nextToken = page.nextBackwardToken;
        }
        expect(seen).toEqual(events);
      }),
    );
  });

  test('go on when lines are added', () => {
    const events = eventsOf([1, 2]);
    const { nextForwardToken } = eventsPage(events, request())!;
    events.push({ timestamp: 3, message: 'new' });
    expect(eventsPage(events, request({ nextToken: nextForwardToken }))?.events).toEqual([
      { timestamp: 3, message: 'new' },
    ]);
  });

  test('hold at most a megabyte, but at least a line', () => {
    const events = [1, 2, 3].map((timestamp) => ({
      timestamp,
      message: 'x'.repeat(700_000 * (timestamp === 3 ? 2 : 1)),
    }));
    expect(eventsPage(events, request())?.events).toHaveLength(1);
    expect(eventsPage(events, request({ nextToken: 'f/2' }))?.events).toHaveLength(1);
  });

  test('are refused for a token that was made up', () => {
    expect(eventsPage([], request({ nextToken: 'x' }))).toBeUndefined();
  });
});

describe('the store', () => {
  const messages = (store: LogStore, stream: string) =>
    store
      .group('g')
      ?.streams.get(stream)
      ?.events.map(({ message }) => message);

  test('says in a stream when it is full, and how much it left out', () => {
    const store = new LogStore({ clock: () => 1, streamBytes: 10 });
    store.createGroup('g');
    store.open('g', 's', false);
    for (const line of ['12345', '6789', 'too long', 'x']) store.write('g', 's', line);
    expect(messages(store, 's')).toEqual(['12345', '6789', expect.stringMatching(/full: 2 more lines/)]);
  });

  test('keeps to its limit for all streams together', () => {
    const store = new LogStore({ clock: () => 1, totalBytes: 10 });
    store.createGroup('g');
    for (const stream of ['a', 'b']) store.open('g', stream, false);
    store.write('g', 'a', '123456789');
    store.write('g', 'b', '123');
    expect(messages(store, 'b')).toEqual([expect.stringMatching(/full/)]);
  });

  test('opens no stream in a group that does not exist', () => {
    const store = new LogStore({ clock: () => 1 });
    expect(store.open('g', 's', false)).toBe(false);
    expect(store.open('g', 's', true)).toBe(true);
  });
});
