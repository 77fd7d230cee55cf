import type { RequestInfo, Service } from '../../../local/src/http';
import { exchange, send, sendSigned } from './raw';
import { type Running, running } from './running';

const seen: { rawPath: string; rawQuery: string; body: string }[] = [];
const service: Service = async (request) => {
  const body = (await request.bytes()).toString();
  seen.push({ rawPath: request.rawPath, rawQuery: request.rawQuery, body });
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
};
let server: Running;
const infos: RequestInfo[] = [];
beforeAll(async () => {
  server = await running({ batch: service, s3: service, ssm: service }, { onRequest: (info) => infos.push(info) });
});
afterAll(() => server.close());
beforeEach(() => {
  seen.length = 0;
});

describe('startServer refuses', () => {
  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost', '127.0.0.1.evil.example'])(
    'the Host %s',
    async (host) => {
      const { port } = server;
      const response = await sendSigned({ port, service: 'batch', path: '/v1/describejobs', headers: { host } });
      expect(response.status).toBe(403);
      expect(response.body).toContain(`127.0.0.1:${port}`);
      expect(seen).toEqual([]);
    },
  );

  test('any Origin, even with a good signature', async () => {
    for (const origin of ['http://evil.example', 'null', server.endpoint]) {
      const response = await sendSigned({ port: server.port, service: 'batch', headers: { origin } });
      expect(response.status).toBe(403);
      expect(response.body).toContain('Origin');
    }
    expect(seen).toEqual([]);
  });

  test('what is not signed, in the shape that its protocol has', async () => {
    const { port } = server;
    const json = await send({
      port,
      method: 'POST',
      path: '/v1/submitjob',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(json).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'MissingAuthenticationTokenException' } });
    expect(JSON.parse(json.body)).toMatchObject({
      __type: 'MissingAuthenticationTokenException',
      message: expect.any(String),
    });
    const s3 = await send({ port, path: '/bucket/key' });
    expect(s3).toMatchObject({ status: 403, headers: { 'content-type': 'application/xml' } });
    expect(s3.body).toContain('<Error><Code>AccessDenied</Code>');
    const query = await send({
      port,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=GetCallerIdentity',
    });
    expect(query.body).toContain('<ErrorResponse><Error><Type>Sender</Type><Code>MissingAuthenticationToken</Code>');
    expect(seen).toEqual([]);
  });

  test.each([
    ['batch', 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['s3', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'],
    ['sts', 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
  ])('a foreign key and a wrong signature for %s by %s and %s', async (name, unknown, mismatch) => {
    const base = { port: server.port, service: name };
    const foreign = await sendSigned({ ...base, accessKeyId: 'AKIAREALLYMINE' });
    expect([foreign.status, foreign.body.includes(unknown)]).toEqual([403, true]);
    const wrong = await sendSigned({ ...base, secretAccessKey: 'guess' });
    expect([wrong.status, wrong.body.includes(mismatch)]).toEqual([403, true]);
    expect(seen).toEqual([]);
  });

  test('a body other than the one that was signed', async () => {
    for (const name of ['batch', 's3']) {
      const request = { port: server.port, service: name, method: 'PUT', path: '/a/b', body: 'signed' };
      const response = await sendSigned(request, { body: 'forged' });
      expect([400, 403]).toContain(response.status);
      expect(response.body).toMatch(/InvalidSignatureException|XAmzContentSHA256Mismatch/);
    }
    expect(seen).toEqual([]);
  });

  test('a stale signature', async () => {
    const signingDate = new Date(Date.now() - 3_600_000);
    const batch = await sendSigned({ port: server.port, service: 'batch', signingDate });
    expect(batch.body).toContain('Signature expired');
    const s3 = await sendSigned({ port: server.port, service: 's3', signingDate });
    expect(s3.body).toContain('RequestTimeTooSkewed');
  });

  test('a target that is no path', async () => {
    const answer = await exchange(
      server.port,
      'GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('no proxy');
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 /],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431 /],
    ['a method that is none', 'B@D / HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1.1 400 /],
  ])('%s, and goes on serving', async (_what, bytes, answer) => {
    expect(await exchange(server.port, bytes)).toMatch(answer);
    const response = await sendSigned({ port: server.port, service: 'batch', method: 'POST', body: '{}' });
    expect(response.status).toBe(200);
  });

  test('a body longer than the service takes, before it is read', async () => {
    const response = await sendSigned({
      port: server.port,
      service: 'batch',
      method: 'POST',
      body: Buffer.alloc(7 * 1024 * 1024),
    });
    expect(response.status).toBe(413);
    expect(JSON.parse(response.body)).toMatchObject({ __type: 'RequestEntityTooLargeException' });
  });

  test('a body of S3 longer than the operation takes', async () => {
    const body = Buffer.alloc(2 * 1024 * 1024);
    const response = await sendSigned({ port: server.port, service: 's3', method: 'POST', path: '/a', body });
    expect(response.status).toBe(413);
  });
});

describe('startServer accepts', () => {
  test.each([
    ['localhost', 'localhost'],
    ['the IPv6 loopback', '[::1]'],
    ['a name in capitals', 'LOCALHOST'],
  ])('%s as Host', async (_what, name) => {
    const host = `${name}:${server.port}`;
    expect(await sendSigned({ port: server.port, service: 'batch', headers: { host } })).toMatchObject({ status: 200 });
  });

  test('paths, queries and headers that signers have trouble with', async () => {
    const cases = [
      { service: 'batch', path: '/v1/tags/arn%3Aaws%3Abatch%3Aeu-west-1%3A1%3Ajob-queue%2Fa', wire: undefined },
      { service: 's3', path: '/b/a%20b/../c//%C3%BC%2B', wire: undefined },
    ];
    for (const each of cases) {
      const query = { b: ['2', '1'], a: '', 'c d': 'e f&g=h+i', ü: '%' };
      const wire = `${each.path}?c%20d=e%20f%26g%3Dh%2Bi&%C3%BC=%25&b=2&a=&b=1`;
      const headers = { 'x-amz-meta-spaced': '  a   b  ', 'x-custom': 'a,b' };
      const response = await sendSigned({ ...each, port: server.port, query, headers }, { path: wire });
      expect([response.status, response.body]).toEqual([200, '{}']);
      expect(seen.pop()).toMatchObject({ rawPath: each.path, rawQuery: wire.split('?')[1] });
    }
  });

  test('a region of any name', async () => {
    expect(await sendSigned({ port: server.port, service: 'batch', region: 'mars-north-7' })).toMatchObject({
      status: 200,
    });
  });

  test('several requests on one connection, and gives each its id', async () => {
    const first = await sendSigned({ port: server.port, service: 'batch' });
    const second = await sendSigned({ port: server.port, service: 's3' });
    expect(first.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers['x-amz-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a service that is not served is answered 501, with what is served', () => {
  const json = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' };
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  test.each<[string, Record<string, string>, RegExp]>([
    ['dynamodb', json, /^\{"__type":"NotImplementedException","message":"/],
    ['lambda', {}, /^\{"__type":"NotImplementedException","message":"/],
    ['sts', form, /<ErrorResponse><Error><Type>Receiver<\/Type><Code>NotImplementedException<\/Code><Message>/],
    ['ec2', form, /<Response><Errors><Error><Code>NotImplementedException<\/Code><Message>/],
    ['monitoring', { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }, /NotImplementedException/],
    ['constructor', {}, /^\{"__type":"NotImplementedException"/],
  ])('%s', async (name, headers, shape) => {
    const response = await sendSigned({ port: server.port, service: name, method: 'POST', headers, body: 'Action=x' });
    expect(response.status).toBe(501);
    expect(response.body).toMatch(shape);
    expect(response.body).toContain('it serves batch, s3, ssm');
    expect(response.body).toContain('Nothing was sent to AWS');
    expect(infos.at(-1)).toMatchObject({ service: name, status: 501 });
  });
});
