import { Compute, type LaunchTemplateOverride, type SpotOptions } from '@batchwright/cdk';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceType, LaunchTemplate, Vpc } from 'aws-cdk-lib/aws-ec2';
import { genomesPlatform, templateOfJob } from '../fixture';
import { emptyStack, refusal, resourcesOf, withCompute } from './one-environment';

const LT = 'AWS::EC2::LaunchTemplate';

describe('own launch template', () => {
  test('takes the place of the platform’s, and its version is followed', () => {
    const at = emptyStack();
    const launchTemplate = new LaunchTemplate(at.stack, 'Own');
    const resources = resourcesOf(Compute.spot({ maxvCpus: 8, launchTemplate }), at);
    const found = Object.keys(Template.fromStack(at.stack).findResources(LT));
    expect(found).toEqual([expect.stringMatching(/^Own/)]);
    expect(resources).toMatchObject({
      LaunchTemplate: {
        LaunchTemplateId: { Ref: found[0] },
        Version: { 'Fn::GetAtt': [found[0], 'LatestVersionNumber'] },
      },
      InstanceRole: expect.anything(),
    });
  });

  test('leaves the platform’s to the other compute', () => {
    const at = emptyStack();
    const launchTemplate = new LaunchTemplate(at.stack, 'Own');
    const compute = { spot: Compute.spot({ maxvCpus: 8, launchTemplate }), steady: Compute.onDemand({ maxvCpus: 8 }) };
    templateOfJob({}, genomesPlatform({ compute }, at)).resourceCountIs(LT, 2);
  });

  test('is used in the version that it was imported with, by id or by name', () => {
    const at = emptyStack();
    const byId = LaunchTemplate.fromLaunchTemplateAttributes(at.stack, 'Id', {
      launchTemplateId: 'lt-0123456789abcdef0',
      versionNumber: '7',
    });
    expect(resourcesOf(Compute.spot({ maxvCpus: 8, launchTemplate: byId }), at).LaunchTemplate).toEqual({
      LaunchTemplateId: 'lt-0123456789abcdef0',
      Version: '7',
    });
    const other = emptyStack();
    const byName = LaunchTemplate.fromLaunchTemplateAttributes(other.stack, 'Name', { launchTemplateName: 'golden' });
    expect(resourcesOf(Compute.spot({ maxvCpus: 8, launchTemplate: byName }), other).LaunchTemplate).toEqual({
      LaunchTemplateName: 'golden',
      Version: '$Default',
    });
  });

  test('may be of another stack, also as an override', () => {
    const app = new App();
    const owner = new Stack(app, 'Owner');
    const stack = new Stack(app, 'Jobs');
    const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
    const launchTemplate = new LaunchTemplate(owner, 'Own');
    const instanceClasses = [InstanceClass.M7I];
    const compute = Compute.spot({
      maxvCpus: 8,
      launchTemplate,
      instanceClasses,
      launchTemplateOverrides: [{ launchTemplate: new LaunchTemplate(owner, 'Other'), instanceClasses }],
    });
    const text = JSON.stringify(resourcesOf(compute, { stack, vpc }).LaunchTemplate);
    expect(text.match(/"Fn::ImportValue"/g)).toHaveLength(4);
    expect(text).not.toContain('"Ref"');
  });
});

const imported = (stack: Stack, launchTemplateName: string) =>
  LaunchTemplate.fromLaunchTemplateAttributes(stack, launchTemplateName, { launchTemplateName, versionNumber: '1' });
const type = (name: string) => new InstanceType(name);

describe('launch templates of some instances', () => {
  test('are set beside the platform’s', () => {
    const at = emptyStack();
    const compute = Compute.spot({
      maxvCpus: 8,
      instanceTypes: [type('c7i.large')],
      instanceClasses: [InstanceClass.M7I, InstanceClass.R7I],
      launchTemplateOverrides: [
        { launchTemplate: new LaunchTemplate(at.stack, 'Own'), instanceClasses: [InstanceClass.R7I] },
        { launchTemplate: imported(at.stack, 'Big'), instanceTypes: [type('m7i.48xlarge'), type('c7i.large')] },
      ],
    });
    expect(resourcesOf(compute, at).LaunchTemplate).toEqual({
      LaunchTemplateId: { Ref: expect.stringMatching(/^Genomes/) },
      Version: { 'Fn::GetAtt': [expect.stringMatching(/^Genomes/), 'LatestVersionNumber'] },
      Overrides: [
        {
          LaunchTemplateId: { Ref: expect.stringMatching(/^Own/) },
          Version: { 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'LatestVersionNumber'] },
          TargetInstanceTypes: ['r7i'],
        },
        { LaunchTemplateName: 'Big', Version: '1', TargetInstanceTypes: ['m7i.48xlarge', 'c7i.large'] },
      ],
    });
  });

  test('take instances that only the deployment knows', () => {
    const at = emptyStack();
    const given = new CfnParameter(at.stack, 'Given').valueAsString;
    const compute = Compute.spot({
      maxvCpus: 8,
      instanceTypes: [type(given)],
      launchTemplateOverrides: [{ launchTemplate: imported(at.stack, 'Big'), instanceTypes: [type(given)] }],
    });
    expect(resourcesOf(compute, at)).toMatchObject({
      InstanceTypes: [{ Ref: 'Given' }],
      LaunchTemplate: { Overrides: [{ TargetInstanceTypes: [{ Ref: 'Given' }] }] },
    });
  });

  const launchTemplate = imported(new Stack(), 'Big');
  const m7i = { instanceClasses: [InstanceClass.M7I] };
  const refused: [string, Partial<SpotOptions>, string][] = [
    [
      'more than ten',
      {
        ...m7i,
        launchTemplateOverrides: Array.from(
          { length: 11 },
          (_, index): LaunchTemplateOverride => ({
            launchTemplate,
            instanceTypes: [type(`m7i.${index + 1}xlarge`)],
          }),
        ),
      },
      'has 11; the service takes at most 10',
    ],
    ['any on the default instances', { launchTemplateOverrides: [{ launchTemplate, ...m7i }] }, 'needs instances'],
    ['one for no instances', { ...m7i, launchTemplateOverrides: [{ launchTemplate }] }, '[0] is for no instances'],
    [
      'one for other instances',
      { ...m7i, launchTemplateOverrides: [{ launchTemplate, instanceTypes: [type('c7i.large')] }] },
      "names c7i.large, which is not among the compute's instances: m7i",
    ],
    [
      'one for a family of which there is one type',
      { instanceTypes: [type('m7i.large')], launchTemplateOverrides: [{ launchTemplate, ...m7i }] },
      "names m7i, which is not among the compute's instances: m7i.large",
    ],
    [
      'two for the same type',
      {
        ...m7i,
        launchTemplateOverrides: [
          { launchTemplate, instanceTypes: [type('m7i.large')] },
          { launchTemplate, instanceTypes: [type('m7i.large')] },
        ],
      },
      'names m7i.large twice',
    ],
    [
      'a type beside its family',
      { ...m7i, launchTemplateOverrides: [{ launchTemplate, ...m7i, instanceTypes: [type('m7i.large')] }] },
      'names m7i.large twice, by itself or by its family',
    ],
  ];
  test.each(refused)('are refused: %s', (_what, options, message) => {
    expect(refusal(withCompute(Compute.spot({ maxvCpus: 8, ...options })))).toMatchObject({
      code: 'INVALID_OVERRIDE',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(`launchTemplateOverrides ${message}`),
    });
  });
});
