import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly queue: string;
  readonly at: number;
  readonly value: number;
}

/** An endpoint that takes what CloudWatch's client publishes, over its real protocol, and keeps it. */
export async function startMetrics() {
  const data: Datum[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const put = JSON.parse(Buffer.concat(chunks).toString());
      for (const { MetricName, Dimensions, Timestamp, Value, Unit } of put.MetricData) {
        if (Unit !== 'Count' || Dimensions.length !== 1) throw new Error(JSON.stringify(put));
        data.push({
          namespace: put.Namespace,
          name: MetricName,
          queue: `${Dimensions[0].Name}=${Dimensions[0].Value}`,
          at: Timestamp * 1000,
          value: Value,
        });
      }
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    data,
    stop: () => new Promise((resolve) => void server.close(resolve)),
  };
}

interface AlarmDefinition {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Statistic: string;
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
}

/** Whether an alarm as it stands in a template would fire on these data. Periods begin at whole multiples of their length. */
export function fires(alarm: AlarmDefinition, data: readonly Datum[], queue: string, now: number): boolean {
  if (alarm.Statistic !== 'Maximum' || alarm.ComparisonOperator !== 'GreaterThanThreshold') throw new Error('unknown');
  const period = alarm.Period * 1000;
  const end = Math.floor(now / period) * period;
  return Array.from({ length: alarm.EvaluationPeriods }, (_, back) => end - (back + 1) * period).every((start) => {
    const values = data
      .filter((one) => one.namespace === alarm.Namespace && one.name === alarm.MetricName)
      .filter((one) => one.queue === `JobQueueName=${queue}` && one.at >= start && one.at < start + period)
      .map(({ value }) => value);
    return values.length > 0 && Math.max(...values) > alarm.Threshold;
  });
}
