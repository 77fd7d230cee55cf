import fc from 'fast-check';
import { readArguments, UsageError, type VerifyOptions } from '../../../scripts/verify-aws/arguments';
import { CASES } from '../../../scripts/verify-aws/cases';
import { cdkArguments } from '../../../scripts/verify-aws/cdk';
import {
  chosenCases,
  destroyText,
  expectedVcpuHours,
  planText,
  requireAccount,
  stackName,
} from '../../../scripts/verify-aws/plan';

const NOW = new Date('2026-11-21T10:05:00.123Z');
const THERE = ['--account', '111122223333', '--region', 'eu-central-1'];
const CALLER = { account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/dev/me' };
const read = (...more: readonly string[]): VerifyOptions => readArguments([...THERE, ...more], NOW) as VerifyOptions;

test('readArguments names the run by the time, and asks by default', () => {
  expect(read()).toEqual({
    account: '111122223333',
    region: 'eu-central-1',
    endpoint: undefined,
    suffix: '20261121t100500',
    yes: false,
    quick: false,
    keep: false,
    destroy: false,
    photos: 12,
    minutes: 90,
    report: 'verify-aws-20261121t100500.md',
  });
  expect(readArguments(['--help'], NOW)).toBe('help');
});

test('the default suffix makes a name that CloudFormation takes, whatever the time', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }), (now) => {
      const { suffix } = readArguments(THERE, now) as VerifyOptions;
      expect(stackName(suffix)).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
    }),
  );
});

test.each([
  ['no account', ['--region', 'eu-central-1'], '--account: expected the 12 digits'],
  ['an account of 11 digits', ['--account', '11112222333', '--region', 'eu-central-1'], 'got 11112222333'],
  ['no region', ['--account', '111122223333'], '--region: expected a region'],
  ['a region that is none', ['--account', '111122223333', '--region', 'Frankfurt'], 'got Frankfurt'],
  ['an unknown option', [...THERE, '--force'], "Unknown option '--force'"],
  ['a suffix with capitals', [...THERE, '--suffix', 'Mine'], '--suffix: expected up to 31'],
  ['too many photos', [...THERE, '--photos', '501'], '--photos: expected a whole number from 0 to 500; got "501"'],
  ['too little time', [...THERE, '--minutes', '14'], '--minutes: expected a whole number from 15 to 360'],
  ['an endpoint elsewhere', [...THERE, '--endpoint', 'https://batch.example.org'], 'expected a URL on this machine'],
  ['an endpoint that is no URL', [...THERE, '--endpoint', 'localhost'], 'expected a URL on this machine'],
  ['--destroy without a suffix', [...THERE, '--destroy'], '--destroy needs --suffix'],
  ['--destroy with --keep', [...THERE, '--destroy', '--suffix', 'a', '--keep'], 'contradict each other'],
])('readArguments refuses %s', (_what, args, message) => {
  expect(() => readArguments(args, NOW)).toThrow(UsageError);
  expect(() => readArguments(args, NOW)).toThrow(message);
});

test('requireAccount refuses credentials of another account', () => {
  expect(() => requireAccount('111122223333', CALLER)).not.toThrow();
  expect(() => requireAccount('999988887777', CALLER)).toThrow(
    /of account 111122223333 .* --account says 999988887777/,
  );
});

test('planText names account and region first, then what is made, for how long, and what it costs at most', () => {
  const text = planText(read('--minutes', '30'), CALLER, CASES);
  expect(text.split('\n')[0]).toBe(
    'Account 111122223333, region eu-central-1, as arn:aws:sts::111122223333:assumed-role/dev/me',
  );
  for (const said of [
    'stack BatchwrightVerify-20261121t100500',
    'NAT gateway',
    `${CASES.length} cases`,
    '12 photos',
    '30 at most',
    'at the very most 80 vCPUs for 0.5 hours',
    'Destroys  the stack',
  ]) {
    expect(text).toContain(said);
  }
  expect(planText(read('--keep'), CALLER, CASES)).toContain('Leaves    everything (--keep)');
  expect(planText(read('--endpoint', 'http://127.0.0.1:1'), CALLER, CASES)).not.toMatch(/Deploys|Costs|Destroys/);
  expect(destroyText(read('--suffix', 'a', '--destroy'), CALLER)).toContain('Destroys  stack BatchwrightVerify-a');
});

test('expectedVcpuHours counts every job and photo, and a quick run leaves out what is slow', () => {
  const quick = chosenCases(CASES, true);
  expect(quick.length).toBeLessThan(CASES.length);
  expect(quick.some(({ slow }) => slow)).toBe(false);
  expect(expectedVcpuHours(quick, 0)).toBeLessThanOrEqual(expectedVcpuHours(CASES, 0));
  expect(expectedVcpuHours([], 0)).toBe(0);
  expect(expectedVcpuHours([], 59)).toBe(1);
});

test('cases have names of their own, and say what they hold', () => {
  expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
  for (const { id, holds } of CASES) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(holds.length).toBeGreaterThan(20);
  }
});

test('cdkArguments name the stack, its suffix and a directory of their own, and ask nothing', () => {
  const run = { suffix: 'a', region: 'eu-central-1', output: '/scratch' };
  for (const verb of ['synth', 'deploy', 'destroy'] as const) {
    expect(cdkArguments({ ...run, verb })).toEqual(
      expect.arrayContaining([verb, 'BatchwrightVerify-a', 'suffix=a', '--output', '/scratch']),
    );
  }
  expect(cdkArguments({ ...run, verb: 'deploy' })).toEqual(expect.arrayContaining(['--require-approval', 'never']));
  expect(cdkArguments({ ...run, verb: 'destroy' })).toContain('--force');
});
