import { Compute, type InstanceImage } from '@batchwright/cdk';
import { CfnParameter } from 'aws-cdk-lib';
import { EcsMachineImageType } from 'aws-cdk-lib/aws-batch';
import { InstanceClass, MachineImage } from 'aws-cdk-lib/aws-ec2';
import { emptyStack, refusal, resourcesOf, withCompute } from './one-environment';

const { ECS_AL2, ECS_AL2_NVIDIA, ECS_AL2023, ECS_AL2023_NVIDIA } = EcsMachineImageType;
const imagesOf = (images?: readonly InstanceImage[], at = emptyStack()) =>
  resourcesOf(Compute.spot({ maxvCpus: 8, instanceClasses: [InstanceClass.G6], ...(images && { images }) }), at)
    .Ec2Configuration;

describe('images of instances', () => {
  test.each([undefined, []])('are the newest of Amazon Linux 2023 when they are %p', (images) => {
    expect(imagesOf(images)).toEqual([{ ImageType: 'ECS_AL2023' }]);
  });

  test.each([ECS_AL2, ECS_AL2_NVIDIA, 'ECS_AL2023_NVIDIA'] as const)(
    'are of the type %s when asked for',
    (imageType) => {
      expect(imagesOf([{ imageType }])).toEqual([{ ImageType: imageType }]);
    },
  );

  test('may be one for GPUs and one for the rest', () => {
    expect(imagesOf([{}, { imageType: ECS_AL2023_NVIDIA }])).toEqual([
      { ImageType: 'ECS_AL2023' },
      { ImageType: 'ECS_AL2023_NVIDIA' },
    ]);
  });

  test('may be own ones, also one that only the deployment knows', () => {
    const at = emptyStack();
    const given = new CfnParameter(at.stack, 'Ami').valueAsString;
    const own = MachineImage.fromSsmParameter('/images/batch');
    expect(
      imagesOf(
        [
          { image: { getImage: () => ({ ...own.getImage(at.stack), imageId: given }) } },
          {
            image: MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' }, {}),
            imageType: ECS_AL2023_NVIDIA,
          },
        ],
        at,
      ),
    ).toEqual([
      { ImageType: 'ECS_AL2023', ImageIdOverride: { Ref: 'Ami' } },
      { ImageType: 'ECS_AL2023_NVIDIA', ImageIdOverride: { 'Fn::FindInMap': expect.anything() } },
    ]);
  });

  test('are not changed by later changes of the list they were made from', () => {
    const images: InstanceImage[] = [{}];
    const compute = Compute.spot({ maxvCpus: 8, images });
    images.push({ imageType: ECS_AL2 });
    expect(resourcesOf(compute).Ec2Configuration).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof Compute.spot>[0], string]>([
    [
      'three',
      { maxvCpus: 8, images: [{}, { imageType: ECS_AL2 }, { imageType: ECS_AL2_NVIDIA }] },
      'images has 3; the service takes at most 2',
    ],
    ['two of one type', { maxvCpus: 8, images: [{}, { imageType: ECS_AL2023 }] }, 'images has two of type ECS_AL2023'],
    [
      'one for GPUs on Graviton',
      { maxvCpus: 8, architecture: 'arm64', images: [{ imageType: ECS_AL2023_NVIDIA }] },
      'images has ECS_AL2023_NVIDIA, the compute is arm64',
    ],
  ])('are refused when they are %s', (_what, options, message) => {
    expect(refusal(withCompute(Compute.spot(options)))).toMatchObject({
      code: 'INVALID_IMAGE',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(message),
    });
  });
});
