import fc from 'fast-check';
import { Mailbox } from './mailbox';

const rounds = fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 20 });

test('every message is given, none before it came, and without repeats exactly once', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      rounds,
      fc.integer({ min: 1, max: 10 }),
      fc.constantFrom(0, 0.3, 0.9),
      fc.constantFrom(0, 0.3),
      (seed, sizes, most, hold, repeat) => {
        const mailbox = new Mailbox({ seed, messages: { hold, repeat } });
        const came: string[] = [];
        const given: string[] = [];
        const take = (fresh: string[]): void => {
          came.push(...fresh);
          const now = mailbox.give(
            fresh.map((MessageId) => ({ MessageId })),
            most,
          );
          expect(now.length).toBeLessThanOrEqual(most);
          for (const { MessageId } of now) expect(came).toContain(MessageId);
          given.push(...now.map(({ MessageId }) => MessageId));
        };
        for (const [round, size] of sizes.entries()) {
          take(Array.from({ length: size }, (_, at) => `${round}-${at}`));
        }
        for (let empty = 0; !mailbox.isEmpty; empty++) {
          expect(empty).toBeLessThan(10_000);
          take([]);
        }
        expect(new Set(given)).toEqual(new Set(came));
        if (repeat === 0) expect(given).toHaveLength(came.length);
      },
    ),
  );
});

test('messages are mixed, held and repeated', () => {
  const ids = Array.from({ length: 10 }, (_, at) => String(at));
  const messages = ids.map((MessageId) => ({ MessageId }));
  const given = (hold: number, repeat: number) =>
    new Mailbox({ seed: 1, messages: { hold, repeat } }).give(messages, 10).map(({ MessageId }) => MessageId);
  expect(given(0, 0)).not.toEqual(ids);
  expect([...given(0, 0)].sort()).toEqual(ids);
  expect(given(0.5, 0).length).toBeLessThan(10);
  const mailbox = new Mailbox({ seed: 1, messages: { repeat: 0.9 } });
  const first = mailbox.give(messages, 10);
  expect(first).toHaveLength(10);
  expect(mailbox.give([], 10).length).toBeGreaterThan(0);
});
