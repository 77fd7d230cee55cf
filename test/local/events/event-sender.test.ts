import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventSender } from '../../../local/src/events';
import { until } from '../start/service';

/** A real HTTP server in the place of SQS, which answers with the statuses that it is given and then with 200. */
async function queueAnswering(statuses: number[]) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      bodies.push((JSON.parse(text) as { MessageBody: string }).MessageBody);
      response.writeHead(statuses.shift() ?? 200).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const queueUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/1/events`;
  return {
    queueUrl,
    bodies,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const senderTo = (queueUrl: string) => {
  const logged: string[] = [];
  const log = { error: (text: string) => void logged.push(text) };
  return { logged, sender: new EventSender({ queueUrl }, { region: 'us-east-1', clock: Date.now, log }) };
};

test('a sender sends an event again until the queue has it', async () => {
  const queue = await queueAnswering([500, 429]);
  const { sender, logged } = senderTo(queue.queueUrl);
  sender.send('one');
  await sender.close(20_000);
  expect(queue.bodies).toEqual(['one', 'one', 'one']);
  expect(logged).toEqual([]);
  await queue.close();
});

test('a sender drops what the queue refuses, says so once, and goes on', async () => {
  const queue = await queueAnswering([400, 403]);
  const { sender, logged } = senderTo(queue.queueUrl);
  for (const event of ['one', 'two', 'three']) sender.send(event);
  await until(() => (queue.bodies.length === 3 ? true : undefined));
  await sender.close(20_000);
  expect(queue.bodies.sort()).toEqual(['one', 'three', 'two']);
  expect(logged).toEqual([
    expect.stringMatching(/^an event did not reach http:.*: 40[03] /),
    expect.stringContaining('2 events did not reach'),
  ]);
  await queue.close();
});

test('a sender without a queue gives up when it is closed, and counts what is lost', async () => {
  const queue = await queueAnswering([]);
  await queue.close();
  const { sender, logged } = senderTo(queue.queueUrl);
  for (let i = 0; i < 20; i++) sender.send(String(i));
  await sender.close(0);
  sender.send('late');
  expect(logged.at(-1)).toMatch(/^20 events did not reach http:/);
});
