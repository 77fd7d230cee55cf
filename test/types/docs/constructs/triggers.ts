// The example of docs/constructs/triggers.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { Scheduled } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { given, platformWithJob } from './given';

export function triggers(this: Stack): void {
  const { samples: uploads, handler } = given(this);
  const { platform, job } = platformWithJob(this);

  job.onSchedule('Nightly', {
    schedule: ScheduleExpression.cron({ hour: '3', minute: '0' }),
    timeZone: TimeZone.EUROPE_BERLIN,
    input: { bucket: uploads.bucketName, key: 'all.fastq', until: Scheduled.TIME },
  });
  job.onObjectCreated('Upload', {
    bucket: uploads,
    prefix: 'in/',
    suffix: '.fastq',
    input: (object) => ({ bucket: object.bucket, key: object.key }),
  });
  job.onEvent('Ordered', {
    eventPattern: { source: ['laboratory'], detailType: ['Sample sequenced'] },
    input: (event) => ({ bucket: event.text('detail', 'bucket'), key: event.text('detail', 'key') }),
  });
  const state = job.asTask(this, 'Align', {
    input: (state) => ({ bucket: state.text('bucket'), key: state.text('key') }),
  });
  new StateMachine(this, 'Pipeline', { definitionBody: DefinitionBody.fromChainable(state) });

  platform.grants.submit(handler); // a Lambda function that submits through the runtime
}
