import { LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type Problem, refuse } from '../checks';
import type { Architecture } from '../compute';

/** An image that remembers what it was bound to: the L2 of Batch leaves the credentials of a registry out. */
export class BoundImage extends ecs.ContainerImage {
  private config: ecs.ContainerImageConfig | undefined;

  /** @param at - whose image it is */
  constructor(
    private readonly image: ecs.ContainerImage,
    private readonly at: Construct,
  ) {
    super();
  }

  /** ARN of the secret that opens the registry, once the image is bound. */
  get credentials(): string | undefined {
    const credentials = this.config?.repositoryCredentials;
    return credentials !== undefined && 'credentialsParameter' in credentials
      ? credentials.credentialsParameter
      : undefined;
  }

  override bind(scope: Construct, containerDefinition: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    this.config = this.image.bind(scope, containerDefinition);
    refuse(this.at, nameProblem(this.config.imageName));
    return this.config;
  }
}

function nameProblem(name: string): Problem | undefined {
  const most = LIMITS.imageCharacters;
  if (Token.isUnresolved(name) || (name.length > 0 && name.length <= most)) return undefined;
  return { code: 'INVALID_IMAGE', message: `image has a name of ${name.length} characters; expected 1 to ${most}` };
}

/**
 * What the CDK's own images keep to themselves, as far as it is there. It only makes policies narrower and errors
 * earlier: an image that keeps it elsewhere works as well.
 */
interface Inside {
  readonly props?: {
    readonly credentials?: secretsmanager.ISecret | undefined;
    readonly platform?: { readonly platform: string } | undefined;
  };
}

/** Whether pulling the image takes a secret, which no other job's agent needs to read. */
export const hasCredentials = (image: ecs.ContainerImage): boolean =>
  (image as unknown as Inside).props?.credentials !== undefined;

const PLATFORMS: { readonly [Name in Architecture]: string } = { x86_64: 'linux/amd64', arm64: 'linux/arm64' };

/** What is wrong with an image that the CDK builds: it is built for one architecture, and jobs run on `architectures`. */
export function imageProblem(image: ecs.ContainerImage, architectures: readonly Architecture[]): Problem | undefined {
  const platform = image instanceof ecs.AssetImage ? (image as unknown as Inside).props?.platform?.platform : undefined;
  const other = architectures.find((architecture) => PLATFORMS[architecture] !== platform);
  if (platform === undefined || other === undefined) return undefined;
  return {
    code: 'IMAGE_ARCHITECTURE',
    message:
      `image is built for ${platform}, and the job may run on ${other} compute, where it would not start; expected ` +
      `platform: Platform.${other === 'arm64' ? 'LINUX_ARM64' : 'LINUX_AMD64'}, or queues of one architecture`,
  };
}

/** Whether it depends on the machine of the build what an image is built for, and jobs need one architecture. */
export const platformLeftOpen = (image: ecs.ContainerImage): boolean =>
  image instanceof ecs.AssetImage && (image as unknown as Inside).props?.platform === undefined;
