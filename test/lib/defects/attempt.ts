import { Compute, type JobProps, type PlatformErrorCode } from '@batchwright/cdk';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps } from '../fixture';

/** A mistake that the service refuses, tried through the constructs. */
export interface Attempt {
  /** What the service says, or what its reference does, from the beginning; `…` where it names what it got. */
  readonly says: string;
  readonly code: PlatformErrorCode;
  /** Where the error is. */
  readonly path: string;
  readonly make: () => unknown;
  /** Rules of cdk-preflight that the template would violate, without `pf-batch-`. */
  readonly rules: readonly string[];
}

/** Says, code, what is tried, rules. */
export type Row<Tried> = readonly [says: string, code: PlatformErrorCode, tried: Tried, ...rules: string[]];

export type TriedJob = Partial<JobProps<'urgent' | 'nightly'>>;
type Platform = () => Pick<ReturnType<typeof genomesPlatform>, 'platform'>;

/** A platform with one entry of compute, on which both queues are. */
export const onOnly = (compute: Compute, at = emptyStack()) =>
  genomesPlatform(
    {
      compute: { one: compute },
      queues: { urgent: { priority: 2, compute: ['one'] }, nightly: { priority: 1, compute: ['one'] } },
    },
    at,
  );

export const onFargate: Platform = () => fargatePlatform();
export const onEc2: Platform = () => onOnly(Compute.onDemand({ maxvCpus: 16 }));
export const onManaged: Platform = () => onOnly(Compute.managedInstances({ maxvCpus: 16 }));

export const CLUSTER = {
  clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/genomics',
  clusterSecurityGroup: { securityGroupId: 'sg-0123456789abcdef0' } as never,
};
export const onEks: Platform = () => onOnly(Compute.eks({ maxvCpus: 16, cluster: CLUSTER, namespace: 'batch-jobs' }));

/** Attempts to add a job. */
export const jobs = (platform: Platform, rows: readonly Row<TriedJob>[], more: TriedJob = {}): Attempt[] =>
  rows.map(([says, code, tried, ...rules]) => ({
    says,
    code,
    path: 'Test/Genomes/Jobs/align',
    make: () => platform().platform.addJob(align, jobProps({ vcpus: 1, ...more, ...tried })),
    rules,
  }));

/** Attempts to make compute. */
export const computes = (rows: readonly Row<() => Compute>[], at = emptyStack): Attempt[] =>
  rows.map(([says, code, tried, ...rules]) => ({
    says,
    code,
    path: 'Test/Genomes/Compute/one',
    make: () => onOnly(tried(), at()),
    rules,
  }));
