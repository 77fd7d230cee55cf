import { Compute, Retry } from '@batchwright/cdk';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { align, emptyStack, genomesPlatform, jobProps } from '../fixture';

test('nothing in a template refers to a revision of a job definition', () => {
  const at = emptyStack();
  const of = genomesPlatform(
    {
      compute: { steady: Compute.onDemand({ maxvCpus: 16 }), light: Compute.fargate({ maxvCpus: 16 }) },
      queues: { urgent: { priority: 10, compute: ['light'] }, nightly: { priority: 1, compute: ['steady'] } },
    },
    at,
  );
  const job = of.platform.addJob(align, jobProps({ retry: [Retry.exit()] }));
  const service = new Role(at.stack, 'Service', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  of.platform.grants.submit(service);
  of.platform.grants.watch(service);
  for (const queue of ['urgent', 'nightly'] as const) {
    job.onSchedule(queue, {
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      queue,
      input: { sample: 'a' },
    });
  }

  const template = Template.fromStack(of.stack);
  const definitions = Object.keys(template.findResources('AWS::Batch::JobDefinition'));
  expect(definitions).toHaveLength(2);
  const references: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value as Record<string, unknown>;
    const named = [ref, [attribute].flat()[0], JSON.stringify(sub ?? '')].filter((one) => typeof one === 'string');
    if (definitions.some((id) => named.some((one) => one === id || one?.includes(`\${${id}`)))) references.push(path);
    for (const [key, part] of Object.entries(value)) walk(part, `${path}.${key}`);
  };
  const { Resources, Outputs } = template.toJSON();
  walk({ Resources, Outputs }, '');
  expect(references).toEqual([]);

  // By name without a revision, and with a policy that covers every revision.
  const text = JSON.stringify(template.toJSON());
  for (const name of Object.values(job.definitionNames)) {
    expect(text).toContain(`job-definition/${name}`);
    expect(text).not.toMatch(new RegExp(`job-definition/${name}:\\d`));
  }
});

test('an update keeps the revisions that queued jobs refer to', () => {
  const of = genomesPlatform();
  of.platform.addJob(align, jobProps());
  Template.fromStack(of.stack).allResourcesProperties('AWS::Batch::JobDefinition', {
    ResourceRetentionPolicy: { SkipDeregisterOnUpdate: true },
  });
});
