import { ENV } from '@batchwright/model/contract';
import { Annotations, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { findingId } from '../checks';
import {
  cancelStatements,
  type GrantScope,
  logStatements,
  type Statement,
  submitStatements,
  watchStatements,
} from './statements';

/** The platform's side of its grants. */
export interface GrantSource {
  readonly scope: GrantScope;
  readonly manifestPath: string;
  /** The workspace's own key, if it has one. */
  readonly workspaceKey: IKey | undefined;
  /** ARN patterns of the jobs' log streams; asked for at synthesis, when all jobs are there. */
  readonly logStreams: () => string[];
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
    this.source.workspaceKey?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  /** `watch`, `list`, `result`, `outcome`, `outcomes`, `attach`: of any job of the account, as the service has it. */
  watch(grantee: iam.IGrantable): void {
    this.grant(grantee, watchStatements(this.source.scope));
    this.source.workspaceKey?.grant(grantee, 'kms:Decrypt');
  }

  /** `cancel`: any job of the account, because the service knows no narrower resource. */
  cancel(grantee: iam.IGrantable): void {
    this.grant(grantee, cancelStatements(this.source.scope));
  }

  /** `readLogs`: of all jobs of the platform, those added later too. */
  readLogs(grantee: iam.IGrantable): void {
    const streams = Lazy.list({ produce: this.source.logStreams });
    for (const statement of logStatements(streams)) add(grantee, statement);
  }

  private grant(grantee: iam.IGrantable, statements: readonly Statement[]): void {
    for (const statement of statements) add(grantee, statement);
    announce(grantee, `ssm:${this.source.manifestPath}`);
  }
}

function add(grantee: iam.IGrantable, { actions, resources }: Statement): void {
  iam.Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [...resources] });
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
    Annotations.of(grantee).addWarningV2(
      findingId('SEVERAL_MANIFESTS'),
      `uses two platforms; ${ENV.MANIFEST} stays ${before}: for the other, call connect({ manifest: '${manifest}' })`,
    );
    return;
  }
  announced.set(grantee, manifest);
  grantee.addEnvironment(ENV.MANIFEST, manifest);
}
