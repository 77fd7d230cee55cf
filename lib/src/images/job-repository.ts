import { type Duration, RemovalPolicy, Duration as Time } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  type ContainerDefinition,
  type ContainerImage,
  type ContainerImageConfig,
  EcrImage,
} from 'aws-cdk-lib/aws-ecs';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { knownSeconds, type Problem, refuse } from '../checks';
import { substituted } from '../references';

export interface JobRepositoryProps {
  /**
   * How long a job may wait before it starts: in its queue, and for the jobs that it depends on.
   *
   * @default Duration.days(14)
   */
  readonly longestWait?: Duration;
  /**
   * How long a job may take in all its attempts: each of them pulls the image.
   *
   * @default Duration.days(14)
   */
  readonly longestRun?: Duration;
  /**
   * How long a job that is deployed may not be run at all: a yearly job needs a year and some days.
   *
   * @default Duration.days(100)
   */
  readonly longestPause?: Duration;
  /**
   * Key that images are encrypted with. Changing it replaces the repository.
   *
   * @default - ECR's own encryption
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * What happens to the repository, and its images, when it is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DEFAULT_WORK = Time.days(14);
const DEFAULT_PAUSE = Time.days(100);
/** What ECR demands at least. */
const ARCHIVED_DAYS = 90;

/**
 * A repository for the images of jobs. A tag stays what it was, images are scanned when they are pushed, and what nobody
 * has pulled for longer than any job may pause, wait and run together is archived, and deleted 90 days later: by age and not
 * by number, so that ten deployments in an hour take no image away from a job in a queue. An archived image cannot be
 * pulled until somebody restores it.
 *
 * @example
 * ```ts
 * const images = new JobRepository(this, 'Images', { longestRun: Duration.days(3) });
 * platform.addJob(thumbnail, { image: images.image('1.4.0'), vcpus: 1, memory: Size.gibibytes(2) });
 * ```
 */
export class JobRepository extends Construct {
  /** Where images are pushed to. */
  readonly repository: ecr.Repository;
  /** After how many days without a pull an image is archived. */
  readonly unusedDays: number;

  constructor(scope: Construct, id: string, props: JobRepositoryProps = {}) {
    super(scope, id);
    const parts = {
      longestWait: props.longestWait ?? DEFAULT_WORK,
      longestRun: props.longestRun ?? DEFAULT_WORK,
      longestPause: props.longestPause ?? DEFAULT_PAUSE,
    };
    for (const [name, time] of Object.entries(parts)) refuse(this, timeProblem(name, time));
    const seconds = Object.values(parts).reduce((sum, time) => sum + time.toSeconds(), 0);
    // The day that has begun counts.
    this.unusedDays = Math.floor(seconds / Time.days(1).toSeconds()) + 1;
    this.repository = new ecr.Repository(this, 'Repository', {
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      ...(props.encryptionKey === undefined ? {} : { encryptionKey: props.encryptionKey }),
    });
    const resource = this.repository.node.defaultChild as ecr.CfnRepository;
    // Past the L2, which knows the time since the push only: an image in daily use would be deleted with it.
    resource.lifecyclePolicy = { lifecyclePolicyText: JSON.stringify(lifecycle(this.unusedDays)) };
  }

  /** An image of the repository. @param tag - a tag, or a digest (`sha256:…`) */
  image(tag: string): ContainerImage {
    return new RepositoryImage(this.repository, tag);
  }
}

/** As the CDK's own, which puts the address together from parts of the ARN: eight lines of template for one. */
class RepositoryImage extends EcrImage {
  constructor(
    private readonly from: ecr.Repository,
    private readonly version: string,
  ) {
    super(from, version);
  }

  override bind(scope: Construct, container: ContainerDefinition): ContainerImageConfig {
    super.bind(scope, container);
    const { attrRepositoryUri } = this.from.node.defaultChild as ecr.CfnRepository;
    const separator = this.version.startsWith('sha256:') ? '@' : ':';
    return { imageName: substituted(`${attrRepositoryUri}${separator}${this.version}`) };
  }
}

/**
 * ECR deletes by the last pull only what was archived before, and that after 90 days at the earliest. Any pull counts,
 * except by Amazon Inspector. Sources: ECR User Guide, "Lifecycle policy properties" and "Archiving an image";
 * aws/containers-roadmap#921 and #2728.
 */
const lifecycle = (days: number) => ({
  rules: [
    {
      rulePriority: 1,
      description: `No job can need what was not pulled for ${days} days`,
      selection: {
        // Of any tag; ECR has room for one rule about images with and without, and that is the last.
        tagStatus: 'tagged',
        tagPatternList: ['*'],
        countType: 'sinceImagePulled',
        countUnit: 'days',
        countNumber: days,
      },
      action: { type: 'transition', targetStorageClass: 'archive' },
    },
    {
      rulePriority: 2,
      description: `Nobody has restored it for ${ARCHIVED_DAYS} days`,
      selection: {
        tagStatus: 'any',
        storageClass: 'archive',
        countType: 'sinceImageTransitioned',
        countUnit: 'days',
        countNumber: ARCHIVED_DAYS,
      },
      action: { type: 'expire' },
    },
  ],
});

function timeProblem(name: string, time: Duration): Problem | undefined {
  const length = knownSeconds(time);
  if (length !== undefined && length > 0) return undefined;
  const got = length === undefined ? 'a token' : `${length} seconds`;
  return { code: 'OUT_OF_RANGE', message: `${name} is ${got}; expected a time above 0 that is known at synthesis` };
}
