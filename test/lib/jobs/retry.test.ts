import { Compute, Retry, type RetryRule } from '@batchwright/cdk';
import { EXIT } from '@batchwright/model/contract';
import { hostLost, LIMITS, retries, START_FAILURES, STATUS_REASONS } from '@batchwright/model/service';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { rulesFor } from '../../../lib/src/jobs/retry';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, refusal } from '../fixture';

const all = [
  Retry.onSpotReclaim(),
  Retry.onImagePull(),
  Retry.onAgentFault(),
  Retry.onRetryableError(),
  Retry.exit(),
] as const;

const FAULTS = {
  EC2: {
    reclaim: { statusReason: hostLost('i-0123') },
    agent: { reason: 'DockerTimeoutError: Could not transition to started', statusReason: STATUS_REASONS.startFailed },
  },
  FARGATE: {
    reclaim: { statusReason: STATUS_REASONS.fargateSpotReclaimed, exitCode: 137 },
    agent: { reason: START_FAILURES.resourceInitialization('no route'), statusReason: STATUS_REASONS.startFailed },
  },
} as const;

describe.each(['EC2', 'FARGATE'] as const)('presets on %s', (kind) => {
  const repeated = (rules: readonly RetryRule[], failed: Parameters<typeof retries>[3]) => retries(1, 3, rules, failed);
  const exited = (exitCode: number) => ({ exitCode, statusReason: STATUS_REASONS.containerExited });
  const pull = { reason: START_FAILURES.cannotPull('gone'), statusReason: STATUS_REASONS.startFailed };

  test('repeat what they are named after, and with a final exit nothing else', () => {
    const { reclaim, agent } = FAULTS[kind];
    const failures = [reclaim, pull, agent, exited(EXIT.RETRYABLE.code), exited(1)];
    const verdicts = (rules: readonly RetryRule[]) => failures.map((failed) => repeated(rules, failed));
    expect(verdicts(rulesFor(all, kind))).toEqual([true, true, true, true, false]);
    for (const [index, preset] of all.slice(0, -1).entries()) {
      const expected = failures.map((_failed, at) => at === index);
      expect(verdicts(rulesFor([preset, Retry.exit()], kind))).toEqual(expected);
    }
    expect(verdicts(rulesFor([Retry.onExitCode(1), Retry.exit()], kind))).toEqual([false, false, false, false, true]);
  });

  test('fit the service together', () => {
    expect(rulesFor(all, kind)).toHaveLength(LIMITS.evaluateOnExitRules);
  });
});

test('a job on both kinds of compute has the rules of each, mixed with its own', () => {
  const of = genomesPlatform({
    compute: { steady: Compute.onDemand({ maxvCpus: 16 }), light: Compute.fargate({ maxvCpus: 16 }) },
    queues: { urgent: { priority: 10, compute: ['light'] }, nightly: { priority: 1, compute: ['steady'] } },
  });
  const own = { action: 'EXIT', onExitCode: '2' } as const;
  of.platform.addJob(align, jobProps({ retry: [own, Retry.onSpotReclaim(), Retry.exit()] }));
  const definitions = Object.values(Template.fromStack(of.stack).findResources('AWS::Batch::JobDefinition'));
  expect(definitions.map(({ Properties }) => Properties.RetryStrategy.EvaluateOnExit)).toEqual(
    ['Host EC2*', 'Your Spot Task was interrupted.*'].map((reclaimed) => [
      { Action: 'EXIT', OnExitCode: '2' },
      { Action: 'RETRY', OnStatusReason: reclaimed },
      { Action: 'EXIT', OnStatusReason: '*' },
    ]),
  );
});

test('refuses presets that are too many rules', () => {
  const of = genomesPlatform();
  const retry = [Retry.onExitCode(1, 2, 3, 4, 5), Retry.exit()];
  expect(refusal(() => of.platform.addJob(align, jobProps({ retry })))).toMatchObject({
    code: 'INVALID_RETRY',
    message: expect.stringContaining('attempts 3 with 6 rules'),
  });
});

test('refuses an exit code that is no number', () => {
  const of = genomesPlatform();
  expect(refusal(() => of.platform.addJob(align, jobProps({ retry: [Retry.onExitCode(-1)] }))).code).toBe(
    'INVALID_RETRY',
  );
});

test('warns of rules that only repeat, which the service does anyhow', () => {
  const warning = Match.stringLikeRegexp('end them with Retry.exit\\(\\).*REPEATS_ANYHOW');
  const of = fargatePlatform({}, emptyStack());
  of.platform.addJob(align, jobProps({ retry: [Retry.onSpotReclaim()] }));
  Annotations.fromStack(of.stack).hasWarning('/Test/Genomes/Jobs/align', warning);
  const ended = genomesPlatform();
  ended.platform.addJob(align, jobProps({ retry: [...all] }));
  Annotations.fromStack(ended.stack).hasNoWarning('/Test/Genomes/Jobs/align', warning);
});
