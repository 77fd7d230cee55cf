import { renderReview } from '@batchwright/model/review';
import { compare, definition, ec2, fargate, hazards, queue, resource } from './templates';

const effectOf = (before: Parameters<typeof compare>[0], after: typeof before, id: string): string | undefined => {
  const found = compare(before, after).changes.find(
    (change) => change.kind === 'changed' && change.after.logicalId === id,
  );
  return found?.kind === 'changed' ? found.effect : undefined;
};

describe('compute environments', () => {
  test('a changed maximum is done in place and breaks nothing', () => {
    expect(hazards({ Compute: ec2() }, { Compute: ec2({ MaxvCpus: 32 }) })).toEqual([]);
    expect(effectOf({ Compute: ec2() }, { Compute: ec2({ MaxvCpus: 32 }) }, 'Compute')).toBe('in-place');
  });

  test.each([
    ['tags', ec2({}, { Tags: { sha: 'b' } })],
    ['the letters of its type', ec2({}, { Type: 'managed' })],
    ['EC2 to Fargate', fargate()],
    ['EC2 to managed instances', ec2({ Type: 'ECS_MANAGED_INSTANCES' })],
    ['instance types where it may be replaced', ec2({ InstanceTypes: ['m7i'] }, { ReplaceComputeEnvironment: true })],
  ])('%s replace it', (_what, after) => {
    expect(hazards({ Compute: ec2({}, { Tags: { sha: 'a' } }) }, { Compute: after })).toEqual([
      'COMPUTE_REPLACED Compute',
    ]);
  });

  test.each([
    ['InstanceTypes', { InstanceTypes: ['m7i'] }],
    ['Type', { Type: 'SPOT' }],
    ['Subnets', { Subnets: ['subnet-2'] }],
    ['Tags', { Tags: { team: 'a' } }],
    ['UpdateToLatestImageVersion', { UpdateToLatestImageVersion: true }],
  ])('%s renew the instances, which no job outlives that has an hour', (_what, compute) => {
    const [before, after] = [
      { Compute: ec2(), Job: definition(3600) },
      { Compute: ec2(compute), Job: definition(3600) },
    ];
    expect(hazards(before, after)).toEqual([]);
    expect(effectOf(before, after, 'Compute')).toBe('infrastructure');
  });

  test.each([
    ['runs longer', { Job: definition(3601) }],
    ['has no time-out', { Job: definition(undefined) }],
    ['is of another stack, which nobody knows', {}],
  ])('an update that renews instances ends a job that %s', (_what, jobs) => {
    const found = compare({ Compute: ec2(), ...jobs }, { Compute: ec2({ ImageId: 'ami-2' }), ...jobs }).hazards;
    expect(found.map(({ rule }) => rule)).toEqual(['UPDATE_ENDS_JOBS']);
    expect(found[0]?.message).toContain('60 minutes');
  });

  test('a review says how long running jobs have when instances are renewed', () => {
    const jobs = { Job: definition(60) };
    const text = (more: Parameters<typeof ec2>[1]): string =>
      renderReview(compare({ Compute: ec2({}, more), ...jobs }, { Compute: ec2({ ImageId: 'ami-2' }, more), ...jobs }));
    expect(text({})).toContain('jobs that still run 60 minutes after the update began are ended');
    expect(text({ UpdatePolicy: {} })).toContain('jobs that still run 30 minutes after the update began are ended');
    expect(text({ UpdatePolicy: { TerminateJobsOnUpdate: true } })).toContain('running jobs are ended at once');
  });

  test('an update that terminates jobs ends all of them at once', () => {
    const policy = { UpdatePolicy: { TerminateJobsOnUpdate: true, JobExecutionTimeoutMinutes: 7200 } };
    const jobs = { Job: definition(60) };
    expect(
      hazards({ Compute: ec2({}, policy), ...jobs }, { Compute: ec2({ ImageId: 'ami-2' }, policy), ...jobs }),
    ).toEqual(['UPDATE_ENDS_JOBS Compute']);
  });

  test.each([
    ['BEST_FIT', { AllocationStrategy: 'BEST_FIT' }, {}],
    ['a service role of its own', {}, { ServiceRole: 'arn:aws:iam::1:role/mine' }],
  ])('the service refuses to renew instances with %s', (_what, compute, more) => {
    expect(hazards({ Compute: ec2(compute, more) }, { Compute: ec2({ ...compute, ImageId: 'ami-2' }, more) })).toEqual([
      'UPDATE_REFUSED Compute',
    ]);
  });

  test('a service role and the service-linked role are never swapped', () => {
    const own = ec2({}, { ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] } });
    const linked = ec2(
      {},
      { ServiceRole: 'arn:aws:iam::1:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch' },
    );
    expect(hazards({ Compute: own }, { Compute: ec2() })).toEqual(['SERVICE_ROLE_SWAPPED Compute']);
    expect(hazards({ Compute: linked }, { Compute: ec2() })).toEqual([]);
  });

  test('desired vCPUs are raised, and never lowered', () => {
    const desired = (DesiredvCpus: number) => ({ Compute: ec2({ DesiredvCpus }) });
    expect(hazards(desired(4), desired(8))).toEqual([]);
    expect(hazards(desired(8), desired(4))).toEqual(['DESIRED_VCPUS_LOWERED Compute']);
  });

  test('the flag against replacement is changed alone or not at all', () => {
    const before = { Compute: ec2({}, { ReplaceComputeEnvironment: true }) };
    expect(hazards(before, { Compute: ec2() })).toEqual([]);
    expect(hazards(before, { Compute: ec2({ MaxvCpus: 32 }) })).toEqual(['REPLACE_FLAG_WITH_OTHERS Compute']);
  });

  test('Fargate changes its size and its network only, and nothing under an update policy', () => {
    const before = { Compute: fargate() };
    expect(
      hazards(before, { Compute: fargate({ Subnets: ['subnet-2'], SecurityGroupIds: ['sg-2'], MaxvCpus: 1 }) }),
    ).toEqual([]);
    expect(hazards(before, { Compute: fargate({ Type: 'FARGATE_SPOT' }) })).toEqual(['FARGATE_UPDATE_REFUSED Compute']);
    const policy = { UpdatePolicy: { TerminateJobsOnUpdate: false } };
    expect(hazards({ Compute: fargate({}, policy) }, { Compute: fargate({ MaxvCpus: 1 }, policy) })).toEqual([
      'FARGATE_UPDATE_REFUSED Compute',
    ]);
  });

  test('a changed launch template renews the instances of those that follow its version', () => {
    const template = (name: string) => resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { KeyName: name } });
    const follows = ec2({
      LaunchTemplate: {
        LaunchTemplateId: { Ref: 'Template' },
        Version: { 'Fn::GetAtt': ['Template', 'LatestVersionNumber'] },
      },
    });
    const fixed = ec2({ LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } });
    const changes = (compute: Parameters<typeof resource>[1][string]) =>
      effectOf({ Compute: compute, Template: template('a') }, { Compute: compute, Template: template('b') }, 'Compute');
    expect(changes(follows)).toBe('infrastructure');
    expect(changes(fixed)).toBeUndefined();
  });
});

describe('queues and policies', () => {
  test('a queue neither gains nor loses fair share, but swaps its policy', () => {
    const [none, one, other] = [
      queue(),
      queue({ SchedulingPolicyArn: 'arn:1' }),
      queue({ SchedulingPolicyArn: 'arn:2' }),
    ];
    expect(hazards({ Queue: none }, { Queue: one })).toEqual(['QUEUE_GAINS_FAIR_SHARE Queue']);
    expect(hazards({ Queue: one }, { Queue: none })).toEqual(['QUEUE_LOSES_FAIR_SHARE Queue']);
    expect(hazards({ Queue: one }, { Queue: other })).toEqual([]);
  });

  test('tags, names and types replace a queue, and a name that stays is in the way', () => {
    const named = (team: string) => queue({ JobQueueName: 'urgent', Tags: { team } });
    expect(hazards({ Queue: queue() }, { Queue: queue({ Tags: { team: 'a' } }) })).toEqual(['QUEUE_REPLACED Queue']);
    expect(hazards({ Queue: named('a') }, { Queue: named('b') })).toEqual([
      'NAMED_REPLACEMENT Queue',
      'QUEUE_REPLACED Queue',
    ]);
    expect(hazards({ Queue: queue({ JobQueueName: 'a' }) }, { Queue: queue({ JobQueueName: 'b' }) })).toEqual([
      'QUEUE_REPLACED Queue',
    ]);
  });

  test('a policy stays of its kind', () => {
    const policy = (properties: Parameters<typeof resource>[1]) => ({
      Policy: resource('AWS::Batch::SchedulingPolicy', properties),
    });
    expect(
      hazards(
        policy({ FairsharePolicy: { ShareDecaySeconds: 1 } }),
        policy({ QuotaSharePolicy: { IdleResourceAssignmentStrategy: 'FIFO' } }),
      ),
    ).toEqual(['POLICY_KIND_CHANGED Policy']);
    expect(
      hazards(
        policy({ FairsharePolicy: { ShareDecaySeconds: 1 } }),
        policy({ FairsharePolicy: { ShareDecaySeconds: 2 } }),
      ),
    ).toEqual([]);
  });

  test('a replaced compute environment gives its queue another ARN, and nothing is wrong with the queue', () => {
    const before = { Compute: ec2(), Queue: queue() };
    const after = { Compute: ec2({}, { Tags: { a: 'b' } }), Queue: queue() };
    expect(effectOf(before, after, 'Queue')).toBe('in-place');
    expect(hazards(before, after)).toEqual(['COMPUTE_REPLACED Compute']);
  });
});

describe('what goes', () => {
  test.each([
    ['COMPUTE_REMOVED', ec2()],
    ['QUEUE_REMOVED', queue()],
    ['DEFINITION_DEREGISTERED', definition(60)],
    ['DATA_LOST', resource('AWS::S3::Bucket', {})],
  ])('%s, unless it is retained', (rule, what) => {
    expect(hazards({ It: what }, {})).toEqual([`${rule} It`]);
    expect(hazards({ It: { ...(what as object), DeletionPolicy: 'Retain' } }, {})).toEqual([]);
  });

  test('a new logical id with the name of what goes is in its own way', () => {
    const named = queue({ JobQueueName: 'urgent' });
    expect(hazards({ Old: named }, { New: named })).toEqual(['NAME_TAKEN New', 'QUEUE_REMOVED Old']);
  });

  test('a new revision keeps the one before only where the template says so', () => {
    const revision = (image: string, keeps: boolean) =>
      definition(60, {
        ContainerProperties: { Image: image },
        ResourceRetentionPolicy: { SkipDeregisterOnUpdate: keeps },
      });
    expect(hazards({ Job: revision('a', true) }, { Job: revision('b', true) })).toEqual([]);
    expect(hazards({ Job: revision('a', false) }, { Job: revision('b', false) })).toEqual([
      'DEFINITION_DEREGISTERED Job',
    ]);
  });

  test('a logical id keeps its type', () => {
    expect(hazards({ It: queue() }, { It: ec2() })).toEqual(['TYPE_CHANGED It']);
  });
});

test('a type that was not looked up is said to be unknown, not safe', () => {
  const thing = (Name: string) => ({ It: resource('AWS::Glue::Job', { Name }) });
  expect(effectOf(thing('a'), thing('b'), 'It')).toBe('unknown');
});

test('what goes with another kind of compute is not why it is replaced', () => {
  const { hazards: found, ...rest } = compare({ Compute: ec2() }, { Compute: fargate({ MaxvCpus: 99 }) });
  expect(found.map(({ id }) => id)).toEqual(['COMPUTE_REPLACED:App/Compute']);
  expect(found[0]?.message).not.toContain('MaxvCpus');
  const text = renderReview({ hazards: found, ...rest });
  expect(text).toContain('`ComputeResources.MaxvCpus`: `16` to `99` (in place)');
  expect(text).toContain('| 5,840 to **none** |');
});
