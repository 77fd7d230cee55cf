import type { Call } from './calls';
import type { Need } from './iam';

export interface Home {
  readonly region: string;
  readonly accountId: string;
}

/** What IAM asks for a call. Source: Service Authorization Reference of each service. */
export function needsOf(call: Call, home: Home): Need[] {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${home.region}:${home.accountId}:${rest}`;
  switch (call.service) {
    case 'batch':
      return batchNeeds(call, arn);
    case 'ssm': {
      const { Path } = JSON.parse(call.body) as { readonly Path: string };
      const action = action1(call.target, 'AmazonSSM.', 'ssm');
      // Which of the two the service asks for is not documented; refusals have been seen with either.
      return [Path, `${Path}/`].map((path) => ({ action, resource: arn('ssm', `parameter${path}`) }));
    }
    case 'logs': {
      const { logGroupName, logStreamName } = JSON.parse(call.body) as Record<'logGroupName' | 'logStreamName', string>;
      const action = action1(call.target, 'Logs_20140328.', 'logs');
      return [{ action, resource: arn('logs', `log-group:${logGroupName}:log-stream:${logStreamName}`) }];
    }
    case 's3':
      return s3Needs(call);
    default:
      throw new Error(`nobody expected a call of ${call.service}: ${call.method} ${call.path}`);
  }
}

function action1(target: string, prefix: string, service: string): string {
  if (!target.startsWith(prefix)) throw new Error(`expected ${prefix}…; got ${target}`);
  return `${service}:${target.slice(prefix.length)}`;
}

function batchNeeds({ path, body }: Call, arn: (service: string, rest: string) => string): Need[] {
  const request = JSON.parse(body) as {
    readonly jobQueue: string;
    readonly jobDefinition: string;
    readonly jobId: string;
    readonly tags?: object;
  };
  switch (path) {
    case '/v1/submitjob':
      return [
        { action: 'batch:SubmitJob', resource: request.jobQueue },
        // A name without a revision is asked for as both.
        ...['', ':1'].map((revision) => ({
          action: 'batch:SubmitJob',
          resource: arn('batch', `job-definition/${request.jobDefinition}${revision}`),
        })),
        ...(request.tags === undefined ? [] : [{ action: 'batch:TagResource', resource: arn('batch', 'job/not-yet') }]),
      ];
    case '/v1/listjobs':
      return [{ action: 'batch:ListJobs', resource: '*' }];
    case '/v1/describejobs':
      return [{ action: 'batch:DescribeJobs', resource: '*' }];
    case '/v1/terminatejob':
      return [{ action: 'batch:TerminateJob', resource: arn('batch', `job/${request.jobId}`) }];
    default:
      throw new Error(`nobody expected a call of ${path}`);
  }
}

function s3Needs({ method, path, query, status }: Call): Need[] {
  const [bucket = '', ...rest] = decodeURIComponent(path).slice(1).split('/');
  const key = rest.join('/');
  const object = `arn:aws:s3:::${bucket}/${key}`;
  const list = (prefix: string): Need => ({
    action: 's3:ListBucket',
    resource: `arn:aws:s3:::${bucket}`,
    context: { 's3:prefix': prefix },
  });
  if (method === 'GET' && key === '') return [list(String(query.prefix ?? ''))];
  // Whether an object is missing is told only to those who may list it.
  if (method === 'GET') return [{ action: 's3:GetObject', resource: object }, ...(status === 404 ? [list(key)] : [])];
  if (method === 'DELETE' && 'uploadId' in query) return [{ action: 's3:AbortMultipartUpload', resource: object }];
  if (method === 'PUT' || (method === 'POST' && 'uploads' in query)) {
    return [{ action: 's3:PutObject', resource: object }];
  }
  throw new Error(`nobody expected ${method} ${path}`);
}
