import { LIMITS } from '@batchwright/model/service';
import type { EcsMachineImageType } from 'aws-cdk-lib/aws-batch';
import type { IMachineImage } from 'aws-cdk-lib/aws-ec2';
import type { Problem } from '../checks';
import type { Compute } from './compute';

/** Kinds of image, also those that older versions of the CDK do not list: members of `EcsMachineImageType`, or their text. */
export type InstanceImageType = EcsMachineImageType | `${EcsMachineImageType}` | 'ECS_AL2023_NVIDIA';

/** What instances start from. */
export interface InstanceImage {
  /**
   * Kind of image. For instances with GPUs take `ECS_AL2023_NVIDIA`, or `ECS_AL2_NVIDIA` for the `p3` and `g3` families,
   * which the newer one does not know.
   *
   * @default 'ECS_AL2023'
   */
  readonly imageType?: InstanceImageType;
  /**
   * An image of your own, for example `MachineImage.genericLinux({ 'eu-west-1': 'ami-…' })`: of the compute's
   * architecture, with the ECS agent, and with `/dev/xvda` as its root device, which the launch template enlarges and
   * encrypts.
   *
   * @default - the newest that the service has of the kind, when instances are made or renewed
   */
  readonly image?: IMachineImage;
}

export const imageTypeOf = ({ imageType }: InstanceImage): EcsMachineImageType =>
  (imageType ?? 'ECS_AL2023') as EcsMachineImageType;

/** What is wrong with the images of one entry of `compute`. */
export function imagesProblem({ images, architecture }: Compute): Problem | undefined {
  const types = images.map(imageTypeOf);
  const most = LIMITS.ec2Configurations;
  if (types.length > most) {
    return { code: 'INVALID_IMAGE', message: `images has ${types.length}; the service takes at most ${most}` };
  }
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) {
    return { code: 'INVALID_IMAGE', message: `images has two of type ${twice}; expected one of a type` };
  }
  const gpu = architecture === 'arm64' ? types.find((type) => type.endsWith('_NVIDIA')) : undefined;
  if (gpu === undefined) return undefined;
  return {
    code: 'INVALID_IMAGE',
    message: `images has ${gpu}, the compute is arm64; the service has no GPU image for it: take x86_64 instances`,
  };
}
