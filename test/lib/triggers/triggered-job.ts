import type { ObjectCreatedProps } from '@batchwright/cdk';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type Queue, reportJob, textOf } from './scheduled-job';

type Props = Partial<ObjectCreatedProps<unknown, Queue>>;

export const bucketOf = ({ stack }: Pick<ReturnType<typeof reportJob>, 'stack'>): IBucket =>
  (stack.node.tryFindChild('Uploads') as IBucket | undefined) ?? new Bucket(stack, 'Uploads');

/** A job with a trigger by created objects. */
export function triggered(props: Props = {}, of = reportJob()) {
  const trigger = of.job.onObjectCreated('Upload', {
    bucket: bucketOf(of),
    input: (object) => ({ bucket: object.bucket, key: object.key, version: object.versionId }),
    ...props,
  });
  return { ...of, trigger };
}

/** The definitions of a trigger's two state machines; what only the deployment knows stands as `{Id.Attribute}`. */
export function machinesOf(template: Template, id = 'Upload'): { readonly build: string; readonly submit: string } {
  const machines = Object.entries(template.findResources('AWS::StepFunctions::StateMachine'));
  const find = (name: string): string => {
    const found = machines.find(([key]) => key.includes(`Triggers${id}${name}`));
    return textOf(found?.[1].Properties.DefinitionString);
  };
  return { build: find('Build'), submit: find('Submit') };
}

export const machines = (of: ReturnType<typeof triggered>) => machinesOf(Template.fromStack(of.stack));

/** What EventBridge delivers for an object, as the S3 User Guide shows it. */
export const created = (
  key: string,
  object: Readonly<Record<string, unknown>> = {},
  event: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '123456789012',
  time: '2026-03-22T18:59:43Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::uploads'],
  detail: {
    version: '0',
    bucket: { name: 'uploads' },
    object: {
      key,
      size: 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
      sequencer: '00617F08299329D189',
      ...object,
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    reason: 'PutObject',
  },
  ...event,
});
