import { type Review, renderReview, review } from '@batchwright/model/review';
import { type Json, type NamedTemplate, templateOf } from '@batchwright/model/template';
import { ec2, queue, resource } from './templates';

type Sections = Readonly<Record<string, Json>>;

function named(name: string, Resources: Json, more: Sections = {}): NamedTemplate {
  const read = templateOf({ Resources, ...more } as Json, name);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  const [template] = read.templates;
  if (template === undefined) throw new Error('no template');
  return template;
}
const ids = ({ hazards }: Review): readonly string[] => hazards.map(({ id }) => id);

describe('what stands beside the resources', () => {
  const sizes = (type: string): Sections => ({
    Mappings: { Sizes: { prod: { Strategy: type } } },
    Parameters: { Most: { Type: 'Number', Default: 10 } },
  });
  const compute = ec2({
    AllocationStrategy: { 'Fn::FindInMap': ['Sizes', 'prod', 'Strategy'] },
    MaxvCpus: { Ref: 'Most' },
  });

  test('a mapping that changes renews the instances that are made from it', () => {
    const found = review(
      [named('App', { Compute: compute }, sizes('A'))],
      [named('App', { Compute: compute }, sizes('B'))],
    );
    expect(found.changes).toMatchObject([
      { effect: 'infrastructure', properties: [{ because: 'App/Mappings/Sizes' }] },
    ]);
    expect(ids(found)).toEqual(['UPDATE_ENDS_JOBS:App/Compute']);
  });

  test('a default that changes is told with the property that has it', () => {
    const changed = { ...sizes('A'), Parameters: { Most: { Type: 'Number', Default: 500 } } };
    const found = review(
      [named('App', { Compute: compute }, sizes('A'))],
      [named('App', { Compute: compute }, changed)],
    );
    expect(renderReview(found)).toContain('`ComputeResources.MaxvCpus`: follows from `App/Parameters/Most` (in place)');
    expect(renderReview(found)).toContain('`App/Parameters/Most/Default`: `10` to `500`');
  });

  test('a condition that comes or changes, by itself or through another one, may remove a queue', () => {
    const conditional = { ...(queue() as object), Condition: 'Wanted' } as Json;
    const conditions = (value: string): Sections => ({
      Conditions: {
        Wanted: { 'Fn::Not': [{ Condition: 'Small' }] },
        Small: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, value] },
      },
    });
    const old = named('App', { Queue: conditional }, conditions('a'));
    expect(ids(review([named('App', { Queue: queue() }, conditions('a'))], [old]))).toEqual([
      'QUEUE_REMOVED:App/Queue',
    ]);
    expect(ids(review([old], [named('App', { Queue: conditional }, conditions('b'))]))).toEqual([
      'QUEUE_REMOVED:App/Queue',
    ]);
    expect(ids(review([old], [named('App', { Queue: queue() }, conditions('a'))]))).toEqual([]);
    expect(review([old], [old])).toMatchObject({ changes: [], outside: [] });
  });

  test('an output that changes is no change of a resource, and is told', () => {
    const outputs = (Value: string): Sections => ({ Outputs: { Path: { Value } } });
    const text = renderReview(review([named('App', {}, outputs('/a'))], [named('App', {}, outputs('/b'))]));
    expect(text).toContain('No resource changes. No open hazard.');
    expect(text).toContain('`App/Outputs/Path/Value`: `/a` to `/b`');
  });
});

describe('an export that another stack imports', () => {
  const exporting = (queueProperties: Sections, value: Json | undefined): NamedTemplate =>
    named(
      'Platform',
      { Queue: queue(queueProperties), Other: queue() },
      value === undefined ? {} : { Outputs: { QueueArn: { Value: value, Export: { Name: 'platform-queue' } } } },
    );
  const importing = (used: boolean): NamedTemplate =>
    named('Jobs', {
      Parameter: resource('AWS::SSM::Parameter', { Value: used ? { 'Fn::ImportValue': 'platform-queue' } : 'none' }),
    });
  const arn = { 'Fn::GetAtt': ['Queue', 'JobQueueArn'] };
  const old = [exporting({}, arn), importing(true)];

  test.each([
    ['goes, although the importer lets go of it in the same change', exporting({}, undefined), 'goes'],
    ['is that of another resource', exporting({}, { 'Fn::GetAtt': ['Other', 'JobQueueArn'] }), 'changes from'],
    ['is that of a replaced resource', exporting({ Tags: { a: 'b' } }, arn), 'is replaced'],
  ])('is a hazard when it %s', (_what, platform, message) => {
    const found = review(old, [platform, importing(false)]).hazards.filter(({ rule }) => rule === 'EXPORT_IN_USE');
    expect(found).toMatchObject([
      { id: 'EXPORT_IN_USE:Platform/QueueArn', message: expect.stringContaining('imported by Jobs') },
    ]);
    expect(found[0]?.message).toContain(message);
  });

  test('stays as it is, or goes when nobody imports it any more', () => {
    expect(ids(review(old, [exporting({ Priority: 2 }, arn), importing(false)]))).toEqual([]);
    expect(ids(review([exporting({}, arn), importing(false)], [exporting({}, undefined)]))).toEqual([]);
  });
});
