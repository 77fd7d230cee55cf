import { Compute, type PlatformErrorCode } from '@batchwright/cdk';
import { Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { align, genomesPlatform, jobProps } from '../fixture';
import { type Attempt, CLUSTER, type Row, type TriedJob } from './attempt';

const compute = {
  a: Compute.spot({ maxvCpus: 4 }),
  b: Compute.onDemand({ maxvCpus: 4 }),
  c: Compute.onDemand({ maxvCpus: 4 }),
  d: Compute.onDemand({ maxvCpus: 4 }),
  arm: Compute.onDemand({ maxvCpus: 4, architecture: 'arm64' }),
  light: Compute.fargate({ maxvCpus: 4 }),
  fleet: Compute.managedInstances({ maxvCpus: 4 }),
  fleetSpot: Compute.managedInstances({ maxvCpus: 4, spot: true }),
  pods: Compute.eks({ maxvCpus: 4, cluster: CLUSTER, namespace: 'batch-jobs' }),
};
const urgent = { priority: 1, compute: ['b'] };

/** A platform whose nightly queue has these properties, too. */
export const platformWith = (nightly: object) =>
  genomesPlatform({ compute, queues: { urgent, nightly: { ...urgent, ...nightly } } });
export const shares = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, 1]));

const QUEUES: Row<object>[] = [
  ['computeEnvironmentOrder is required.', 'NO_COMPUTE', { compute: [] }, 'queue-order-required'],
  [
    'Only 3 environments are allowed in job queue request.',
    'TOO_MANY_COMPUTE_ENVIRONMENTS',
    { compute: ['a', 'b', 'c', 'd'] },
    'jq-ce-order-max',
  ],
  [
    'Duplicate ComputeEnvironments within order list.',
    'DUPLICATE_COMPUTE',
    { compute: ['b', 'b'] },
    'jq-ce-order-duplicate-ce',
  ],
  [
    'Fargate and EC2 compute environments can not be mixed.',
    'MIXED_COMPUTE',
    { compute: ['b', 'light'] },
    'jq-ce-mix-fargate-ec2',
  ],
  [
    'EKS job queue type must have EKS compute environment.',
    'MIXED_COMPUTE',
    { compute: ['b', 'pods'] },
    'jq-type-matches-ce-type',
  ],
  ['Managed instances are not mixed with others', 'MIXED_COMPUTE', { compute: ['fleet', 'b'] }],
  ['Managed instances on Spot come last', 'MIXED_COMPUTE', { compute: ['fleetSpot', 'fleet'] }],
  ['All compute environments must share one architecture', 'MIXED_COMPUTE', { compute: ['b', 'arm'] }],
  ['Priority has a minimum of 0', 'OUT_OF_RANGE', { priority: -1 }],
  ['Priority has a maximum of 1000', 'OUT_OF_RANGE', { priority: 1001 }],
  ['Priority is an integer', 'OUT_OF_RANGE', { priority: 1.5 }],
  ['maxTimeSeconds has a minimum of 600', 'OUT_OF_RANGE', { cancelUnplaceableAfter: Duration.seconds(599) }],
  ['maxTimeSeconds has a maximum of 86,400', 'OUT_OF_RANGE', { cancelWithoutCapacityAfter: Duration.seconds(86_401) }],
];

const POLICIES: Row<object>[] = [
  ['Weight factor should be at least 0.0001', 'INVALID_SHARES', { shares: { a: 10_001 } }, 'sp-weight-factor-range'],
  ['Weight factor should be at most 999.9999', 'INVALID_SHARES', { shares: { a: 0.0009 } }, 'sp-weight-factor-range'],
  ['Weight factor is a number', 'INVALID_SHARES', { shares: { a: Number.NaN } }],
  [
    'ShareDistribution size cannot be greater than 500.',
    'INVALID_SHARES',
    { shares: shares(501) },
    'sp-share-distribution-max',
  ],
  [
    'ShareIdentifier name should match a valid pattern.',
    'INVALID_SHARES',
    { shares: { 'a b': 1 } },
    'sp-share-identifier-pattern',
  ],
  ['ShareIdentifier may have * at its end only', 'INVALID_SHARES', { shares: { 'a*b': 1 } }],
  ['ShareIdentifier has at most 255 characters', 'INVALID_SHARES', { shares: { ['a'.repeat(256)]: 1 } }],
  [
    'Share identifier matches another share identifier',
    'INVALID_SHARES',
    { shares: { 'a*': 1, ab: 1 } },
    'sp-share-identifier-overlap',
  ],
  ['Share identifier covers another with *', 'INVALID_SHARES', { shares: { 'a*': 1, 'ab*': 1 } }],
  ['shareDecaySeconds has a maximum of 604,800', 'OUT_OF_RANGE', { shares: { a: 1 }, shareDecay: Duration.days(8) }],
  ['computeReservation has a minimum of 0', 'OUT_OF_RANGE', { shares: { a: 1 }, computeReservation: -1 }],
  ['computeReservation has a maximum of 99', 'OUT_OF_RANGE', { shares: { a: 1 }, computeReservation: 100 }],
  ['shareDecaySeconds belongs to a fair share', 'NO_FAIR_SHARE', { shareDecay: Duration.days(1) }],
  ['computeReservation belongs to a fair share', 'NO_FAIR_SHARE', { computeReservation: 5 }],
];

const SCHEDULE = { schedule: ScheduleExpression.rate(Duration.hours(1)), input: { sample: 's' } };
const nested = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'a']));

const SUBMISSIONS: readonly (readonly [string, PlatformErrorCode, object, object])[] = [
  ['A share identifier is required on a queue with fair share', 'MISSING_SHARE', { shares: { a: 1 } }, {}],
  ['A share identifier has no wildcard', 'INVALID_SHARES', { shares: { a: 1 } }, { shareIdentifier: 'a*' }],
  [
    'Job with shareIdentifier can onlybe submitted to job queue with fair share scheduling policy.',
    'NO_FAIR_SHARE',
    {},
    { shareIdentifier: 'a' },
  ],
  ['Job with schedulingPriority likewise', 'NO_FAIR_SHARE', {}, { schedulingPriority: 1 }],
  ['A submission has at most 50 tags', 'INVALID_TAGS', {}, { tags: nested(51) }],
  ['A submission has 1 to 10 attempts', 'INVALID_RETRY', {}, { attempts: 11 }],
  ['A submission has a time-out of at least a minute', 'OUT_OF_RANGE', {}, { timeout: Duration.seconds(59) }],
];

const PRIORITIES: readonly (readonly [string, PlatformErrorCode, object, TriedJob, ...string[]])[] = [
  [
    'Scheduling priority must be between 0 and 9999.',
    'OUT_OF_RANGE',
    { shares: { a: 1 } },
    { schedulingPriority: -1 },
    'jd-scheduling-priority-range',
  ],
  [
    'Scheduling priority must be at most 9999',
    'OUT_OF_RANGE',
    { shares: { a: 1 } },
    { schedulingPriority: 10_000 },
    'jd-scheduling-priority-range',
  ],
  ['schedulingPriority belongs to a fair share', 'NO_FAIR_SHARE', {}, { schedulingPriority: 1 }],
];

/** What the service refuses about queues, scheduling policies and shares. */
export const QUEUE_ATTEMPTS: readonly Attempt[] = [
  ...[...QUEUES, ...POLICIES].map(([says, code, nightly, ...rules]) => ({
    says,
    code,
    path: 'Test/Genomes/Queues/nightly',
    make: () => platformWith(nightly),
    rules,
  })),
  ...SUBMISSIONS.map(([says, code, nightly, submission]) => ({
    says,
    code,
    path: 'Test/Genomes/Jobs/align/Schedules/Hourly',
    make: () => {
      const job = platformWith(nightly).platform.addJob(align, jobProps({ vcpus: 1, queues: ['urgent', 'nightly'] }));
      return job.onSchedule('Hourly', { ...SCHEDULE, queue: 'nightly', ...submission });
    },
    rules: [],
  })),
  ...PRIORITIES.map(([says, code, nightly, job, ...rules]) => ({
    says,
    code,
    path: 'Test/Genomes/Jobs/align',
    make: () => platformWith(nightly).platform.addJob(align, jobProps({ vcpus: 1, ...job })),
    rules,
  })),
];
