import type { Size } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Problem } from '../checks';

/** A configuration file of the router's own: in its image, or, not on Fargate, an object that the worker's role may read. */
export type RouterConfig = { readonly file: string } | { readonly s3: string };

/** A FireLens log router: a container that takes the output of the others and sends it on. */
export interface LogRouterProps {
  /** Image of the router, such as AWS for Fluent Bit in a registry of yours. */
  readonly image: ecs.ContainerImage;
  /** On EC2 a whole number from 1. On Fargate the sum over all containers must be a size of Fargate. */
  readonly vcpus: number;
  /** Whole MiB: what it may use at most. */
  readonly memory: Size;
  /** Where to: options of the router's output, as in `{ Name: 'kinesis_streams', region, stream: 'jobs' }`. */
  readonly options: Readonly<Record<string, string>>;
  /**
   * Options whose values are secrets, such as an API key.
   *
   * @default - none
   */
  readonly secretOptions?: Readonly<Record<string, batch.Secret>>;
  /** @default 'fluentbit' */
  readonly type?: 'fluentbit' | 'fluentd';
  /**
   * Further configuration: the path of a file in the image, or the ARN of an S3 object. ECS refuses the latter on Fargate.
   *
   * @default - what the options say
   */
  readonly config?: RouterConfig;
  /**
   * Whether the job fails when the router does. It is stopped with the worker, and Batch wants 0 of an essential container.
   *
   * @default false
   */
  readonly essential?: boolean;
}

/** What makes a container the router. Source: ECS Developer Guide, "Task definition that uses FireLens". */
export const firelens = ({ type, config }: LogRouterProps): batch.CfnJobDefinition.FirelensConfigurationProperty => ({
  type: type ?? 'fluentbit',
  options: {
    'enable-ecs-log-metadata': 'true',
    ...(config === undefined
      ? {}
      : 's3' in config
        ? { 'config-file-type': 's3', 'config-file-value': config.s3 }
        : { 'config-file-type': 'file', 'config-file-value': config.file }),
  },
});

/** Sends a container's output to the router. */
export const routed = ({
  options,
  secretOptions = {},
}: LogRouterProps): batch.CfnJobDefinition.LogConfigurationProperty => {
  const secrets = Object.entries(secretOptions).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    logDriver: 'awsfirelens',
    options: { ...options },
    ...(secrets.length === 0 ? {} : { secretOptions: secrets.map(([name, { arn }]) => ({ name, valueFrom: arn })) }),
  };
};

/** Lets what starts the task read the secrets of its log options. */
export function grantRouterSecrets({ secretOptions = {} }: LogRouterProps, to: iam.IGrantable): void {
  for (const secret of Object.values(secretOptions)) secret.grantRead(to);
}

/** Source: ECS Developer Guide: "Tasks on Fargate support only the file configuration type". */
export function routerProblem({ config, options }: LogRouterProps, onFargate: boolean): Problem | undefined {
  if (onFargate && config !== undefined && 's3' in config) {
    return {
      code: 'INVALID_CONTAINERS',
      message: 'logRouter.config is an S3 object, which Fargate does not take; expected a file of the image: { file }',
    };
  }
  if (Object.keys(options).length > 0 || config !== undefined) return undefined;
  return {
    code: 'INVALID_CONTAINERS',
    message:
      "logRouter.options is empty, so logs would go nowhere; expected an output, as in { Name: 'cloudwatch', … }",
  };
}
