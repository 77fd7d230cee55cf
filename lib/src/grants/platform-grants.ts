import { ENV } from '@batchwright/model/contract';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { type BucketPrefix, grantKey } from '../access';
import { advise } from '../checks';
import { addStatements, type Statement } from '../policy';
import {
  cancelStatements,
  consumeStatements,
  type GrantScope,
  logStatements,
  submitStatements,
  watchStatements,
} from './statements';

/** The platform's side of its grants. */
export interface GrantSource {
  readonly scope: GrantScope;
  readonly manifestPath: string;
  readonly workspace: BucketPrefix;
  /** The key of the queue of events, if it has one of its own. */
  readonly eventKey?: kms.IKey | undefined;
  /** Tells the ARN pattern of the log streams of each job, those added later too. */
  readonly eachLog: (tell: (streams: string) => void) => void;
  /** Tells the ARNs of the consumable resources of each job that has some, as {@link eachLog}. */
  readonly eachConsumed: (tell: (resources: readonly string[]) => void) => void;
}

/**
 * Lets services use a platform: each grant covers the calls that the runtime makes for it, and no others. A Lambda
 * function also gets the manifest's address into its environment, so that `connect()` needs no argument.
 */
export class PlatformGrants {
  /** @internal */
  constructor(private readonly source: GrantSource) {}

  /** `connect`, `submit`, `submitArray`: to any queue and job of the platform. */
  submit(grantee: iam.IGrantable): void {
    this.grant(grantee, submitStatements(this.source.scope));
    this.source.eachConsumed((resources) => addStatements(grantee, consumeStatements(resources)));
    grantKey(grantee, this.source.workspace, 'put');
  }

  /**
   * `watch`, `list`, `result`, `outcome`, `outcomes`, `attach`: of any job of the account, as the service has it. Taking
   * events off the platform's queue, where it has one.
   */
  watch(grantee: iam.IGrantable): void {
    this.grant(grantee, watchStatements(this.source.scope));
    grantKey(grantee, this.source.workspace, 'read');
    this.source.eventKey?.grantDecrypt(grantee);
  }

  /** `cancel`: any job of the account, because the service knows no narrower resource. */
  cancel(grantee: iam.IGrantable): void {
    this.grant(grantee, cancelStatements(this.source.scope));
  }

  /** `readLogs`: of all jobs of the platform, those added later too. */
  readLogs(grantee: iam.IGrantable): void {
    // A statement for each job: the CDK divides a role's statements into several policies when they get too long for one.
    this.source.eachLog((streams) => addStatements(grantee, logStatements([streams])));
  }

  private grant(grantee: iam.IGrantable, statements: readonly Statement[]): void {
    addStatements(grantee, statements);
    announce(grantee, `ssm:${this.source.manifestPath}`);
  }
}

/** A grantee whose environment can be set: a Lambda function, without importing Lambda. */
interface WithEnvironment extends IConstruct {
  addEnvironment(key: string, value: string): unknown;
}

const hasEnvironment = (grantee: unknown): grantee is WithEnvironment =>
  Construct.isConstruct(grantee) && typeof (grantee as Partial<WithEnvironment>).addEnvironment === 'function';

/** Which manifest each function was told about. */
const announced = new WeakMap<IConstruct, string>();

function announce(grantee: iam.IGrantable, manifest: string): void {
  if (!hasEnvironment(grantee)) return;
  const before = announced.get(grantee);
  if (before === manifest) return;
  if (before !== undefined) {
    advise(
      grantee,
      'SEVERAL_MANIFESTS',
      `uses two platforms; ${ENV.MANIFEST} stays ${before}: for the other, call connect({ manifest: '${manifest}' })`,
    );
    return;
  }
  announced.set(grantee, manifest);
  grantee.addEnvironment(ENV.MANIFEST, manifest);
}
