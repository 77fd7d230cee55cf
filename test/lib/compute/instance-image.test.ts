import { Compute, type InstanceImage } from '@batchwright/cdk';
import { CfnParameter } from 'aws-cdk-lib';
import { EcsMachineImageType } from 'aws-cdk-lib/aws-batch';
import { InstanceType, LaunchTemplate, MachineImage } from 'aws-cdk-lib/aws-ec2';
import { emptyStack, refusal, resourcesOf, withCompute } from './one-environment';

const { ECS_AL2023, ECS_AL2023_NVIDIA } = EcsMachineImageType;
const imagesOf = (images?: readonly InstanceImage[], at = emptyStack()) =>
  resourcesOf(Compute.spot({ maxvCpus: 8, ...(images && { images }) }), at).Ec2Configuration;

const typed = (...names: string[]) => names.map((name) => new InstanceType(name));

describe('images of instances', () => {
  test.each([undefined, []])('are the newest of Amazon Linux 2023 when they are %p', (images) => {
    expect(imagesOf(images)).toEqual([{ ImageType: 'ECS_AL2023' }]);
  });

  test.each([ECS_AL2023, 'ECS_AL2023_NVIDIA'] as const)('are of the type %s when asked for', (imageType) => {
    expect(imagesOf([{ imageType }])).toEqual([{ ImageType: imageType }]);
  });

  test.each([
    ['ECS_AL2023_NVIDIA', ['g6.xlarge', 'p5']],
    ['ECS_AL2023_NVIDIA', ['g6e', 'gr6.4xlarge', 'g6f.large']],
    // Of a family that is not listed yet.
    ['ECS_AL2023_NVIDIA', ['p99.48xlarge']],
    // Neither of NVIDIA nor GPUs.
    ['ECS_AL2023', ['g4ad', 'inf2', 'trn1', 'm7i.large']],
  ])('are %s where the instances are %p', (imageType, names) => {
    const compute = Compute.onDemand({ maxvCpus: 8, instanceTypes: typed(...names) });
    expect(resourcesOf(compute).Ec2Configuration).toEqual([{ ImageType: imageType }]);
  });

  test('are for GPUs also where only the deployment knows some of the instances', () => {
    const at = emptyStack();
    const given = new CfnParameter(at.stack, 'Given').valueAsString;
    const compute = Compute.onDemand({ maxvCpus: 8, instanceTypes: typed('g6.xlarge', given) });
    expect(resourcesOf(compute, at).Ec2Configuration).toEqual([{ ImageType: 'ECS_AL2023_NVIDIA' }]);
  });

  test('are left to a launch template of one’s own where instances are mixed', () => {
    const at = emptyStack();
    const launchTemplate = new LaunchTemplate(at.stack, 'Own');
    const compute = Compute.onDemand({ maxvCpus: 8, instanceTypes: typed('g6.xlarge', 'm7i'), launchTemplate });
    expect(resourcesOf(compute, at).Ec2Configuration).toEqual([{ ImageType: 'ECS_AL2023' }]);
  });

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
    images.push({ imageType: ECS_AL2023_NVIDIA });
    expect(resourcesOf(compute).Ec2Configuration).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof Compute.spot>[0], string]>([
    [
      'three',
      { maxvCpus: 8, images: [{}, { imageType: ECS_AL2023_NVIDIA }, {}] },
      'images has 3; the service takes at most 2',
    ],
    ['two of one type', { maxvCpus: 8, images: [{}, { imageType: ECS_AL2023 }] }, 'images has two of type ECS_AL2023'],
    [
      'of Amazon Linux 2',
      { maxvCpus: 8, images: [{ imageType: 'ECS_AL2_NVIDIA' as 'ECS_AL2023_NVIDIA' }] },
      'images has ECS_AL2_NVIDIA, with which the service makes no environment any more',
    ],
    [
      'without drivers for GPUs that are too old',
      { maxvCpus: 8, instanceTypes: typed('g3', 'g5') },
      'instances have GPUs that are too old',
    ],
    [
      'one for GPUs on Graviton',
      { maxvCpus: 8, architecture: 'arm64', images: [{ imageType: ECS_AL2023_NVIDIA }] },
      'images has ECS_AL2023_NVIDIA, the compute is arm64',
    ],
    [
      'needed for GPUs on Graviton',
      { maxvCpus: 8, architecture: 'arm64', instanceTypes: typed('g5g') },
      'images would be ECS_AL2023_NVIDIA, the compute is arm64',
    ],
    [
      'needed for instances with GPUs and for others',
      { maxvCpus: 8, instanceTypes: typed('g6.xlarge', 'm7i') },
      'instances with GPUs are mixed with others',
    ],
  ])('are refused when they are %s', (_what, options, message) => {
    expect(refusal(withCompute(Compute.spot(options)))).toMatchObject({
      code: 'INVALID_IMAGE',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(message),
    });
  });

  test('of one’s own are taken for GPUs that the service’s images are too new for', () => {
    const at = emptyStack();
    const image = MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' });
    const instanceTypes = typed('p3.2xlarge');
    const compute = Compute.onDemand({ maxvCpus: 8, instanceTypes, images: [{ imageType: ECS_AL2023_NVIDIA, image }] });
    expect(resourcesOf(compute, at).Ec2Configuration).toEqual([
      { ImageType: 'ECS_AL2023_NVIDIA', ImageIdOverride: { 'Fn::FindInMap': expect.anything() } },
    ]);
  });

  test('are refused when they are of Windows', () => {
    const image = MachineImage.genericWindows({ 'eu-west-1': 'ami-0123456789abcdef0' });
    const compute = Compute.onDemand({ maxvCpus: 8, images: [{ image }] });
    expect(refusal(() => resourcesOf(compute))).toMatchObject({
      code: 'INVALID_IMAGE',
      message: expect.stringContaining('expected Linux'),
    });
  });
});
