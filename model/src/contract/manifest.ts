import type { ComputeKind } from '../service';
import { invalidFormat, readVersioned, type Versioned } from './format';

/** Newest manifest format that this version writes and reads. */
export const MANIFEST_VERSION = 1;

/** What a deployed platform tells the runtime: names and ARNs, nothing secret. */
export interface Manifest extends Versioned {
  readonly batchwright: 'manifest';
  readonly version: number;
  /** The platform's name in the contract. */
  readonly platform: string;
  readonly region: string;
  readonly account: string;
  /** `s3://bucket` or `s3://bucket/prefix` for items, outputs, runs and checkpoints. */
  readonly workspace: string;
  /** ARN of the key that the workspace is encrypted with, where it has one of its own. */
  readonly workspaceKey?: string | undefined;
  /** After how many days the workspace deletes inputs and outputs, where it does. */
  readonly workspaceDays?: number | undefined;
  /** Whether other stacks find ARNs in a parameter beside the head, too, out of which CloudFormation can take them. */
  readonly names?: boolean | undefined;
  /** What the names of the platform's job definitions begin with: those of jobs that another stack adds, too. */
  readonly definitions?: string | undefined;
  readonly queues: { readonly [queue: string]: ManifestQueue };
  /** Whether its Fargate jobs run in public subnets, where they need a public address to get out. */
  readonly publicAddresses?: boolean | undefined;
  /** URL of an SQS queue that gets the events of the platform's jobs as EventBridge has them, if it has one. */
  readonly events?: string | undefined;
  /** Tags for each submission, by which costs are told apart. Those of the submission itself go before them. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly jobs: { readonly [job: string]: ManifestJob };
}

export interface ManifestQueue {
  readonly arn: string;
  /** What the queue's compute environments are; a job needs a definition of the same kind to run there. */
  readonly compute: ComputeKind;
  readonly priority: number;
  /** Whether the queue has fair share: a submission to it needs a share identifier, to any other it must have none. */
  readonly fairShare?: boolean | undefined;
  /** Processor architecture of its compute. Left out for `x86_64`. */
  readonly architecture?: 'arm64' | undefined;
  /** Most vCPUs of the largest of its compute environments, where that is known at synthesis. */
  readonly maxvCpus?: number | undefined;
}

export interface ManifestJob {
  /** Name, without a revision, of the job definition for each kind of compute: a submission always takes the latest. */
  readonly definitions: { readonly [Kind in ComputeKind]?: string };
  /**
   * How those definitions are written that are not one container (`containerProperties`): a submission has to override
   * each form in its own way. Left out where all are.
   */
  readonly forms?: { readonly [Kind in ComputeKind]?: ManifestForm } | undefined;
  /** Queues the job may be submitted to; the first is the default. */
  readonly queues: readonly string[];
  readonly logGroup?: string | undefined;
}

/**
 * The form of a job definition: `ecsProperties` or `eksProperties`, with the name of the container that is the worker, or
 * `nodeProperties`, with the `targetNodes` of its ranges, exactly as the definition has them.
 */
export type ManifestForm = { readonly ecs: string } | { readonly eks: string } | { readonly nodes: readonly string[] };

/** The parameter that holds everything but the jobs. */
export interface ManifestHead extends Omit<Manifest, 'batchwright' | 'jobs'> {
  readonly batchwright: 'manifest-head';
}

/** The parameter of one job. */
export interface ManifestJobPart extends ManifestJob, Versioned {
  readonly batchwright: 'manifest-job';
  readonly job: string;
}

/** Where a platform publishes its manifest unless told otherwise. */
export const manifestPath = (platform: string): string => `/batchwright/${platform}`;
/** Name of the head's parameter below a manifest's path. */
export const headParameter = (path: string): string => `${path}/platform`;
/** Name of a job's parameter below a manifest's path. */
export const jobParameter = (path: string, job: string): string => `${path}/jobs/${job}`;

/** Reads a whole manifest from JSON text. @throws {@link ContractError} `INVALID_FORMAT` or `NEWER_FORMAT` */
export function parseManifest(text: string, where: string): Manifest {
  return requireParts(readVersioned<Manifest>(text, 'manifest', MANIFEST_VERSION, where), where);
}

/** A manifest from its parameters, in any order. `parameters` maps a parameter's name to its value. */
export function assembleManifest(path: string, parameters: ReadonlyMap<string, string>): Manifest {
  const headName = headParameter(path);
  const headText = parameters.get(headName);
  if (headText === undefined) {
    throw invalidFormat(`parameter ${headName}`, `there is none; is the platform deployed in this account and region?`);
  }
  const head = readVersioned<ManifestHead>(headText, 'manifest-head', MANIFEST_VERSION, `parameter ${headName}`);
  const jobs: Record<string, ManifestJob> = {};
  const prefix = jobParameter(path, '');
  for (const [name, text] of parameters) {
    if (!name.startsWith(prefix)) continue;
    const where = `parameter ${name}`;
    const part = readVersioned<ManifestJobPart>(text, 'manifest-job', MANIFEST_VERSION, where);
    const { batchwright: _shape, version: _version, job, ...deployed } = part;
    jobs[job] = deployed;
  }
  return requireParts({ ...head, batchwright: 'manifest', jobs }, `parameters below ${path}`);
}

/** Everything that is read of a manifest later, so that a spoilt one is told here and not as a crash there. */
function requireParts(manifest: Manifest, where: string): Manifest {
  const need = (field: string, got: unknown, expected: keyof typeof FITS): void => {
    if (FITS[expected](got)) return;
    throw invalidFormat(where, `the manifest's "${field}" must be ${expected}; got ${JSON.stringify(got)}`);
  };
  for (const field of ['platform', 'region', 'account', 'workspace'] as const) need(field, manifest[field], 'a text');
  for (const field of ['queues', 'jobs'] as const) need(field, manifest[field], 'an object');
  // What has been read may be anything, whatever its type says.
  for (const [name, queue] of Object.entries<ManifestQueue | null>(manifest.queues)) {
    need(`queues.${name}.arn`, queue?.arn, 'a text');
    need(`queues.${name}.compute`, queue?.compute, 'a text');
  }
  for (const [name, job] of Object.entries<ManifestJob | null>(manifest.jobs)) {
    need(`jobs.${name}.definitions`, job?.definitions, 'an object');
    need(`jobs.${name}.queues`, job?.queues, 'a list');
    for (const text of [...Object.values({ ...job?.definitions }), ...(job?.queues ?? [])]) {
      need(`jobs.${name}.definitions and queues`, text, 'a text');
    }
    // A form that a later version adds is refused here, and not taken for another.
    for (const form of Object.values<Partial<Record<'ecs' | 'eks' | 'nodes', unknown>> | null>({ ...job?.forms })) {
      if (Array.isArray(form?.nodes)) continue;
      need(`jobs.${name}.forms`, form?.ecs ?? form?.eks, 'a text');
    }
  }
  return manifest;
}

const FITS = {
  'a text': (value: unknown) => typeof value === 'string',
  'a list': Array.isArray,
  'an object': (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
