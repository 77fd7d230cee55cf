import { countQueue } from '../../../lib/probe/count-queue';
import { type Service, startService, until } from './service';

const never = new AbortController().signal;
let service: Service;
jest.setTimeout(60_000);
beforeAll(async () => {
  service = await startService('empty', 'arrays', 'dependent', 'pages', 'running');
});
afterAll(() => service.stop());

const queueOf = (name: string) => service.queues.get(name) as string;
const none = { SUBMITTED: 0, PENDING: 0, RUNNABLE: 0, STARTING: 0, RUNNING: 0, SUCCEEDED: 0, FAILED: 0 };

test('an empty queue counts nothing', async () => {
  const queue = queueOf('empty');
  expect(await countQueue(service.batch, queue, never)).toEqual(none);
});

test('an array counts by its children, in one request for the parents of a hundred arrays', async () => {
  const queue = queueOf('arrays');
  await service.submit(queue, { size: 10_000 });
  for (let more = 0; more < 3; more += 1) await service.submit(queue, { size: 5 });
  await service.submit(queue);
  service.requests.length = 0;
  expect(await countQueue(service.batch, queue, never)).toEqual({ ...none, RUNNABLE: 10_016 });
  expect(service.requests.filter((request) => request.includes('describejobs'))).toHaveLength(1);
  expect(service.requests.filter((request) => request.includes('listjobs'))).toHaveLength(5);
});

test('jobs that wait for others are pending, arrays too', async () => {
  const queue = queueOf('dependent');
  const first = await service.submit(queue);
  await service.submit(queue, { after: first });
  await service.submit(queue, { after: first, size: 40 });
  expect(await countQueue(service.batch, queue, never)).toMatchObject({ RUNNABLE: 1, PENDING: 41 });
});

test('more jobs than a page has are all counted', async () => {
  const queue = queueOf('pages');
  await Promise.all(Array.from({ length: 1005 }, () => service.submit(queue)));
  service.requests.length = 0;
  expect(await countQueue(service.batch, queue, never)).toEqual({ ...none, RUNNABLE: 1005 });
  expect(service.requests.filter((request) => request.includes('listjobs'))).toHaveLength(6);
});

test('jobs that run are counted as running, children of an array too', async () => {
  const queue = queueOf('running');
  await service.submit(queue, { size: 3 });
  await service.open();
  await until(async () => (await countQueue(service.batch, queue, never)).RUNNING > 0);
  const { RUNNABLE, STARTING, RUNNING } = await countQueue(service.batch, queue, never);
  expect(RUNNABLE + STARTING + RUNNING).toBe(3);
});
