import { formatS3Uri } from '@batchwright/model/contract';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type BucketPrefix, bucketPrefix, objects, prefix, prefixProblem, type S3Access } from '../access';
import { days, PlatformError, refuse } from '../checks';
import { acknowledge } from '../policy';

/** How long an own workspace keeps inputs and outputs. */
const DEFAULT_EXPIRATION = Duration.days(30);

/** A workspace that another stack has made, exactly where it is. */
export interface ImportedWorkspaceProps {
  readonly at: BucketPrefix;
  /** After how long its owner deletes objects, where it does. */
  readonly expiration: Duration | undefined;
}

export interface WorkspaceProps {
  readonly platform: string;
  readonly given: S3Access | undefined;
  readonly expiration: Duration | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Where a platform keeps items files, large inputs and outputs: a bucket of its own, or a part of one that is given. */
export class Workspace extends Construct {
  /** Bucket and prefix, a folder of this platform alone. */
  readonly location: BucketPrefix;
  /** After how long objects are deleted, as far as it is known; a given bucket's lifecycle is its owner's. */
  readonly expiration: Duration | undefined;

  constructor(scope: Construct, id: string, props: WorkspaceProps | ImportedWorkspaceProps) {
    super(scope, id);
    if ('at' in props) {
      this.location = props.at;
      this.expiration = props.expiration;
      return;
    }
    if (props.given !== undefined) {
      this.location = givenLocation(this, props.platform, props.given);
      this.expiration = undefined;
      return;
    }
    this.expiration = props.expiration ?? DEFAULT_EXPIRATION;
    refuse(this, days('workspaceExpiration', this.expiration, { min: 1 }));
    const bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: props.removalPolicy,
      lifecycleRules: [{ expiration: this.expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(
      bucket,
      'AwsSolutions-S1',
      'what it holds is deleted after some weeks; give a bucket with access logs to keep them',
    );
    this.location = prefix(bucket, '');
  }

  /** `s3://bucket` or `s3://bucket/prefix`. */
  get uri(): string {
    const { bucket, prefix: text } = this.location;
    return formatS3Uri({ bucket: bucket.bucketName, key: text.replace(/\/$/, '') });
  }

  /** ARN of the workspace's objects whose keys match. */
  objects(keyPattern: string): string {
    return objects(this.location.bucket, this.keys(keyPattern));
  }

  /** Keys in the bucket, for a pattern of keys in the workspace. */
  keys(keyPattern: string): string {
    return `${this.location.prefix}${keyPattern}`;
  }

  /**
   * Refuses a job that could outlive its own input.
   *
   * @param at - the job, for the message
   * @param longestSeconds - all its attempts together
   */
  checkOutlives(at: Construct, longestSeconds: number): void {
    if (this.expiration === undefined || this.expiration.isUnresolved()) return;
    if (this.expiration.toSeconds() > longestSeconds) return;
    throw new PlatformError(
      'WORKSPACE_EXPIRES_TOO_SOON',
      at.node.path,
      `attempts x timeout is ${longestSeconds} seconds, but the workspace deletes inputs after ` +
        `${this.expiration.toDays()} days; expected the workspace to keep them longer: set workspaceExpiration on the ` +
        'platform, or lower timeout or attempts',
    );
  }
}

/** Where a platform's workspace is in what it is given: a folder of its own, so that no two read each other's items. */
export function givenLocation(at: Construct, platform: string, given: S3Access): BucketPrefix {
  const location = bucketPrefix(given);
  refuse(at, prefixProblem(location));
  return location.prefix === '' ? prefix(location.bucket, `batchwright/${platform}/`) : folder(location);
}

const folder = (location: BucketPrefix): BucketPrefix =>
  location.prefix.endsWith('/') ? location : prefix(location.bucket, `${location.prefix}/`);
