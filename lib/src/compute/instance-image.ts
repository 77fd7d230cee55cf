import { LIMITS, RETIRED_IMAGE_TYPES } from '@batchwright/model/service';
import type { EcsMachineImageType } from 'aws-cdk-lib/aws-batch';
import { type IMachineImage, OperatingSystemType } from 'aws-cdk-lib/aws-ec2';
import { type Problem, refuse } from '../checks';
import type { Compute } from './compute';
import { gpusOf } from './gpu-families';

type Retired = EcsMachineImageType.ECS_AL2 | EcsMachineImageType.ECS_AL2_NVIDIA;

/**
 * Kinds of image, also those that older versions of the CDK do not list: members of `EcsMachineImageType`, or their text. Those
 * of Amazon Linux 2 are left out: the service makes no environment with them any more.
 */
export type InstanceImageType =
  | Exclude<EcsMachineImageType, Retired>
  | Exclude<`${EcsMachineImageType}`, `${Retired}`>
  | 'ECS_AL2023_NVIDIA';

/** What instances start from. */
export interface InstanceImage {
  /**
   * Kind of image. For instances with GPUs take `ECS_AL2023_NVIDIA`, which does not know those of the `p3` and `g3` families
   * and older: they need an image of your own, or a launch template with one.
   *
   * @default 'ECS_AL2023'
   */
  readonly imageType?: InstanceImageType;
  /**
   * An image of your own, for example `MachineImage.genericLinux({ 'eu-west-1': 'ami-…' })`: of the compute's
   * architecture, with the ECS agent, and with `/dev/xvda` as its root device, which the launch template enlarges and
   * encrypts. Images of Windows are refused: the service has no Windows on EC2.
   *
   * @default - the newest that the service has of the kind, when instances are made or renewed
   */
  readonly image?: IMachineImage;
}

export const imageTypeOf = ({ imageType }: InstanceImage): EcsMachineImageType =>
  (imageType ?? 'ECS_AL2023') as EcsMachineImageType;

/** What the instances of some compute start from: what is asked for, else what its families need. */
export function imagesOf(compute: Compute): readonly InstanceImage[] {
  if (compute.images.length > 0) return compute.images;
  return [BY_GPUS[gpusOf(compute)]];
}

const BY_GPUS: Readonly<Record<ReturnType<typeof gpusOf>, InstanceImage>> = {
  NONE: {},
  SOME: {},
  NEW: { imageType: 'ECS_AL2023_NVIDIA' },
  OLD: { imageType: 'ECS_AL2023_NVIDIA' },
};

/**
 * An image that refuses to be one of Windows, which is found out only where it is looked up. Source: AWS Batch User Guide,
 * "Compute environments".
 */
export function linuxOnly({ image, ...rest }: InstanceImage): InstanceImage {
  if (image === undefined) return rest;
  return {
    ...rest,
    image: {
      getImage: (scope) => {
        const found = image.getImage(scope);
        if (found.osType === OperatingSystemType.WINDOWS) {
          refuse(scope, {
            code: 'INVALID_IMAGE',
            message: 'images has one of Windows; expected Linux: AWS Batch has Windows on Fargate only',
          });
        }
        return found;
      },
    },
  };
}

/** What is wrong with the images of one entry of `compute`. */
export function imagesProblem(compute: Compute): Problem | undefined {
  if (!compute.onInstances) return undefined;
  const images = imagesOf(compute);
  const types = images.map(imageTypeOf);
  const most = LIMITS.ec2Configurations;
  if (types.length > most) {
    return { code: 'INVALID_IMAGE', message: `images has ${types.length}; the service takes at most ${most}` };
  }
  const retired = types.find((type) => RETIRED_IMAGE_TYPES.some((one) => one === type));
  if (retired !== undefined) {
    return {
      code: 'INVALID_IMAGE',
      message:
        `images has ${retired}, with which the service makes no environment any more, because Amazon Linux 2 is at its end; ` +
        'expected ECS_AL2023 or ECS_AL2023_NVIDIA, also for an image of your own',
    };
  }
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) {
    return { code: 'INVALID_IMAGE', message: `images has two of type ${twice}; expected one of a type` };
  }
  // A launch template may bring an image of its own.
  if (compute.images.length === 0 && compute.launchTemplate === undefined && gpusOf(compute) === 'SOME') {
    return {
      code: 'INVALID_IMAGE',
      message:
        'instances with GPUs are mixed with others, on which jobs without GPUs would land too; expected two compute ' +
        "entries, or, if it is meant, images: [{}, { imageType: 'ECS_AL2023_NVIDIA' }]",
    };
  }
  // The service's own image would start, and show jobs no GPU.
  if (
    gpusOf(compute) === 'OLD' &&
    compute.launchTemplate === undefined &&
    images.every(({ image }) => image === undefined)
  ) {
    return {
      code: 'INVALID_IMAGE',
      message:
        'instances have GPUs that are too old for the drivers of the images which the service has; expected newer ones (as in ' +
        "[InstanceClass.G6]), or an image of your own: images: [{ imageType: 'ECS_AL2023_NVIDIA', image }]",
    };
  }
  const gpu = compute.architecture === 'arm64' ? types.find((type) => type.endsWith('_NVIDIA')) : undefined;
  if (gpu === undefined || (compute.images.length === 0 && compute.launchTemplate !== undefined)) return undefined;
  return {
    code: 'INVALID_IMAGE',
    message:
      `images ${compute.images.length > 0 ? 'has' : 'would be'} ${gpu}, the compute is arm64; the service has no GPU ` +
      'image for it: take x86_64 instances, or an image of your own without that type',
  };
}
