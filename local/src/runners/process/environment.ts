import type { NameValue } from '../container';

/** What every job of one service gets so that no AWS client in it can reach anything but that service. */
export interface LocalAws {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface JobEnvironment {
  readonly aws: LocalAws;
  /** `PATH` of the machine: the only thing that a job sees of it. */
  readonly path: string;
  readonly home: string;
  readonly tmp: string;
  /** `ENV` of the image, mapped to this machine. */
  readonly image: Readonly<Record<string, string>>;
  readonly user: readonly NameValue[];
  readonly secrets: readonly NameValue[];
  /** AWS_BATCH_* of the attempt. */
  readonly batch: Readonly<Record<string, string>>;
}

/**
 * Variables by which an AWS client finds credentials, endpoints or a configuration. A definition or submission that sets
 * one is not heard: `AWS_PROFILE` or a service's own `AWS_ENDPOINT_URL_S3` would lead past the local service.
 */
const GUARDED =
  /^AWS_(ENDPOINT_URL(_.*)?|IGNORE_CONFIGURED_ENDPOINT_URLS|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_.*|CONTAINER_.*|ROLE_.*|WEB_IDENTITY_TOKEN_FILE|CREDENTIAL_EXPIRATION|USE_FIPS_ENDPOINT|USE_DUALSTACK_ENDPOINT)$/i;

/** The whole environment of a job: nothing in it comes from the developer's but `PATH`. */
export function jobEnvironment(job: JobEnvironment): Record<string, string> {
  const { aws, home, tmp, image } = job;
  const environment: Record<string, string> = {
    HOME: home,
    TMPDIR: tmp,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
  };
  for (const [name, value] of Object.entries(image)) environment[name] = value;
  // An image's PATH was made for a machine that has more in it than was copied.
  environment.PATH = image.PATH === undefined ? job.path : `${image.PATH}:${job.path}`;
  for (const { name, value } of [...job.user, ...job.secrets]) environment[name] = value;
  for (const name of Object.keys(environment)) if (GUARDED.test(name)) delete environment[name];
  return {
    ...environment,
    ...job.batch,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Some SDKs find the home directory without HOME.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
