import { connect } from 'node:net';
import { BatchClient, DescribeJobsCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LocalServerError, type RequestInfo, type Service, ServiceError, startServer } from '../../../local/src/http';
import { signedHeaders } from './raw';
import { type Running, running } from './running';

describe('startServer', () => {
  let server: Running;
  afterEach(() => server.close());

  test('hands each request to the service that its credential scope names', async () => {
    const asked: string[] = [];
    const answer =
      (name: string, body: string): Service =>
      async ({ rawPath, region }) => {
        asked.push(`${name} ${rawPath} ${region}`);
        return { status: 200, headers: { 'content-type': 'application/json' }, body };
      };
    const infos: RequestInfo[] = [];
    server = await running(
      {
        batch: answer('batch', '{"jobs":[]}'),
        ssm: answer('ssm', '{"Parameter":{"Name":"a","Value":"b"}}'),
        logs: answer('logs', '{"logStreams":[]}'),
        s3: answer('s3', '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'),
      },
      { onRequest: (info) => infos.push(info) },
    );
    const { config } = server;

    expect((await new BatchClient(config).send(new DescribeJobsCommand({ jobs: ['a'] }))).jobs).toEqual([]);
    const { Parameter } = await new SSMClient({ ...config, region: 'eu-west-1' }).send(
      new GetParameterCommand({ Name: 'a' }),
    );
    expect(Parameter?.Value).toBe('b');
    await new CloudWatchLogsClient(config).send(new DescribeLogStreamsCommand({ logGroupName: 'g' }));
    await new S3Client(config).send(new ListBucketsCommand({}));

    expect(asked).toEqual([
      'batch /v1/describejobs us-east-1',
      'ssm / eu-west-1',
      'logs / us-east-1',
      's3 / us-east-1',
    ]);
    await server.close();
    expect(infos[0]).toEqual({ service: 'batch', method: 'POST', rawPath: '/v1/describejobs', status: 200 });
    expect(infos).toHaveLength(4);
  });

  test('renders an error that a service throws in the shape of its clients', async () => {
    const failing: Service = async () => {
      throw new ServiceError({ status: 400, code: 'ClientException', message: 'a <b> & "c"' });
    };
    server = await running({ batch: failing, s3: failing });
    const batch = new BatchClient(server.config).send(new DescribeJobsCommand({ jobs: [] }));
    await expect(batch).rejects.toMatchObject({ name: 'ClientException', message: 'a <b> & "c"' });
    const s3 = new S3Client(server.config).send(new ListBucketsCommand({}));
    await expect(s3).rejects.toMatchObject({ name: 'ClientException', message: 'a <b> & "c"' });
  });

  test('answers 500 with the request id, and logs the stack, when a service fails', async () => {
    const logged: string[] = [];
    server = await running(
      {
        batch: async () => {
          throw new TypeError('surprise');
        },
      },
      { log: { error: (text) => logged.push(text) } },
    );
    const client = new BatchClient({ ...server.config, maxAttempts: 1 });
    const error = await client.send(new DescribeJobsCommand({ jobs: [] })).catch((caught) => caught);
    expect(error).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(error.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.message).not.toContain('surprise');
    expect(logged.join()).toContain('TypeError: surprise');
    expect(logged.join()).toContain('dispatch.test');
    expect(logged.join()).toContain(error.$metadata.requestId);
  });

  test('refuses a port that is taken', async () => {
    server = await running({});
    const second = startServer({ services: {}, credentials: server.credentials, clock: Date.now, port: server.port });
    const error = await second.catch((caught) => caught);
    expect(LocalServerError.isLocalServerError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'PORT_IN_USE', name: 'LocalServerError' });
    expect(error.message).toContain(String(server.port));
  });

  test('answers what is under way before it closes', async () => {
    let entered = (): void => {};
    let leave = (): void => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      leave = resolve;
    });
    server = await running({
      batch: async () => {
        entered();
        await gate;
        return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"jobs":[]}' };
      },
    });
    const answer = new BatchClient(server.config).send(new DescribeJobsCommand({ jobs: [] }));
    await inside;
    const closed = server.close();
    leave();
    expect((await answer).jobs).toEqual([]);
    await closed;
    const refused = new BatchClient({ ...server.config, maxAttempts: 1 }).send(new DescribeJobsCommand({ jobs: [] }));
    await expect(refused).rejects.toThrow(/ECONNREFUSED/);
  });

  test('refuses what comes while it closes, and does not fall over', async () => {
    let entered = (): void => {};
    let leave = (): void => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const ids: string[] = [];
    let more = (): void => {};
    const another = new Promise<void>((resolve) => {
      more = resolve;
    });
    const batch: Service = async () => {
      entered();
      await gate;
      return { status: 200, body: '{}' };
    };
    const requestId = (): string => {
      if (ids.push('id') === 2) more();
      return `id-${ids.length}`;
    };
    server = await running({ batch }, { requestId });
    const headers = await signedHeaders({ port: server.port, service: 'batch' });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(server.port, '127.0.0.1');
    let answers = '';
    socket.on('data', (bytes) => {
      answers += bytes;
    });
    const over = new Promise((resolve) => socket.on('close', resolve));
    socket.write(`GET / HTTP/1.1\r\n${lines.join('')}\r\n`);
    await inside;
    const closed = server.close();
    socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\n\r\n`);
    await another;
    leave();
    await closed;
    await over;
    expect(answers).toMatch(/^HTTP\/1.1 200 /);
    expect(answers).toMatch(/HTTP\/1.1 403 .*connection: close\r\n/is);
  });

  test('cuts what does not end when it closes, and reports it without a status', async () => {
    let report = (_info: RequestInfo): void => {};
    const reported = new Promise<RequestInfo>((resolve) => {
      report = resolve;
    });
    let entered = (): void => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    server = await running(
      {
        batch: () => {
          entered();
          return new Promise(() => {});
        },
      },
      { onRequest: (info) => report(info) },
    );
    const client = new BatchClient({ ...server.config, maxAttempts: 1 });
    const answer = client.send(new DescribeJobsCommand({ jobs: [] })).catch((error) => error);
    await inside;
    await server.close(0);
    expect(await answer).toBeInstanceOf(Error);
    expect(await reported).toEqual({ service: 'batch', method: 'POST', rawPath: '/v1/describejobs', status: 0 });
  });
});
