import { type ExitRule, globMatches, LIMITS, retries, retryProblems } from '@batchwright/model/service';
import fc from 'fast-check';

test('the last attempt is never retried, whatever the rules say', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 255 }), (attempts, exitCode) => {
      expect(retries(attempts, attempts, [{ onExitCode: '*', action: 'RETRY' }], { exitCode })).toBe(false);
    }),
  );
});

test('an attempt that no rule matches is retried', () => {
  expect(retries(1, 2, [], { exitCode: 1 })).toBe(true);
  expect(retries(1, 2, [{ onExitCode: '75', action: 'EXIT' }], { exitCode: 1 })).toBe(true);
});

test('the first rule that matches decides', () => {
  const rules: ExitRule[] = [
    { onStatusReason: 'Host EC2*', action: 'retry' },
    { onExitCode: '1', onReason: 'Out*', action: 'RETRY' },
    { onStatusReason: '*', action: 'EXIT' },
  ];
  expect(retries(1, 3, rules, { statusReason: 'Host EC2 (instance i-1) terminated.' })).toBe(true);
  expect(retries(1, 3, rules, { exitCode: 1, reason: 'OutOfMemoryError' })).toBe(true);
  // Both conditions of a rule must hold.
  expect(retries(1, 3, rules, { exitCode: 1, reason: 'other' })).toBe(false);
  expect(retries(1, 3, rules, { exitCode: 2, reason: 'OutOfMemoryError' })).toBe(false);
  // A bare star also matches what is absent.
  expect(retries(1, 3, rules, {})).toBe(false);
});

test('a glob is a literal with at most one star at its end', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (head, tail) => {
      fc.pre(!head.includes('*'));
      expect(globMatches(`${head}*`, head + tail)).toBe(true);
      expect(globMatches(head, head + tail)).toBe(tail === '');
    }),
  );
});

test.each<[string, number | undefined, ExitRule[], string]>([
  ['no attempts', undefined, [], 'RetryAttempts must be provided'],
  ['0 attempts', 0, [], 'RetryAttempts must be between 1 and 10.'],
  ['11 attempts', LIMITS.attempts.max + 1, [], 'RetryAttempts must be between 1 and 10.'],
  ['a rule without a condition', 2, [{ action: 'RETRY' }], 'at least one of'],
  ['a star in the middle', 2, [{ onReason: 'a*b', action: 'RETRY' }], 'restricted characters'],
  ['a leading star', 2, [{ onReason: '*x', action: 'RETRY' }], 'restricted characters'],
  ['a hyphen', 2, [{ onStatusReason: 'no-such', action: 'RETRY' }], 'restricted characters'],
  ['letters as an exit code', 2, [{ onExitCode: 'x', action: 'RETRY' }], 'restricted characters'],
  ['a pattern of 513 characters', 2, [{ onReason: 'a'.repeat(513), action: 'RETRY' }], 'cannot exceed 512'],
  ['an unknown action', 2, [{ onExitCode: '1', action: 'STOP' }], 'Valid actions'],
  ['six rules', 2, Array.from({ length: 6 }, () => ({ onExitCode: '1', action: 'RETRY' })), 'at most 5'],
])('retryProblems finds %s', (_what, attempts, rules, message) => {
  expect(retryProblems(attempts, rules).join('\n')).toContain(message);
});
