import { type Home, LOG_LIMITS } from '@batchwright/model/service';
import type { Service } from '../../http';
import { type AwsJsonInput, awsJsonError, awsJsonService, member } from '../aws-json';
import { eventsPage } from './events-page';
import type { LogEvent, LogGroup, LogStore, LogStream } from './store';

/** CloudWatch Logs: what is needed to find and read the lines of a job. */
export function logsService(store: LogStore, home: Home): Service {
  return awsJsonService('CloudWatch Logs', 'Logs_20140328', {
    CreateLogGroup: (input) => createLogGroup(store, input),
    DescribeLogGroups: (input) => describeLogGroups(store, home, input),
    DescribeLogStreams: (input) => describeLogStreams(store, home, input),
    GetLogEvents: (input) => getLogEvents(store, input),
    FilterLogEvents: (input) => filterLogEvents(store, input),
  });
}

function createLogGroup(store: LogStore, input: AwsJsonInput): object {
  const name = member.required(input, 'logGroupName');
  if (!store.createGroup(name)) {
    throw awsJsonError('ResourceAlreadyExistsException', 'The specified log group already exists');
  }
  return {};
}

function describeLogGroups(store: LogStore, home: Home, input: AwsJsonInput): object {
  const prefix = member.string(input, 'logGroupNamePrefix') ?? '';
  const groups = store
    .allGroups()
    .filter(({ name }) => name.startsWith(prefix))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const { items, nextToken } = page(groups, input);
  return {
    logGroups: items.map((group) => ({
      logGroupName: group.name,
      creationTime: group.createdAt,
      metricFilterCount: 0,
      arn: `${groupArn(home, group)}:*`,
      logGroupArn: groupArn(home, group),
      storedBytes: [...group.streams.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    nextToken,
  };
}

function describeLogStreams(store: LogStore, home: Home, input: AwsJsonInput): object {
  const group = groupOf(store, input);
  const prefix = member.string(input, 'logStreamNamePrefix') ?? '';
  const byTime = member.string(input, 'orderBy') === 'LastEventTime';
  if (byTime && prefix !== '') {
    throw awsJsonError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const streams = [...group.streams.values()].filter(({ name }) => name.startsWith(prefix));
  streams.sort(
    byTime ? (one, other) => lastTime(one) - lastTime(other) : (one, other) => (one.name < other.name ? -1 : 1),
  );
  if (member.boolean(input, 'descending') === true) streams.reverse();
  const { items, nextToken } = page(streams, input);
  return {
    logStreams: items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.createdAt,
      firstEventTimestamp: stream.events[0]?.timestamp,
      lastEventTimestamp: stream.events.at(-1)?.timestamp,
      lastIngestionTime: stream.events.at(-1)?.timestamp,
      arn: `${groupArn(home, group)}:log-stream:${stream.name}`,
      storedBytes: 0,
    })),
    nextToken,
  };
}

function getLogEvents(store: LogStore, input: AwsJsonInput): object {
  const stream = streamOf(groupOf(store, input), member.required(input, 'logStreamName'));
  const answer = eventsPage(stream.events, {
    startFromHead: member.boolean(input, 'startFromHead') ?? false,
    limit: limitOf(input, LOG_LIMITS.eventsPage),
    startTime: member.integer(input, 'startTime'),
    endTime: member.integer(input, 'endTime'),
    nextToken: member.string(input, 'nextToken'),
  });
  if (answer === undefined) throw awsJsonError('InvalidParameterException', 'The specified nextToken is invalid.');
  return { ...answer, events: answer.events.map(withIngestion) };
}

/** Lines of all streams of a group, or of some, in the order of their times. Patterns are plain words. */
function filterLogEvents(store: LogStore, input: AwsJsonInput): object {
  const group = groupOf(store, input);
  const names = member.strings(input, 'logStreamNames');
  const prefix = member.string(input, 'logStreamNamePrefix') ?? '';
  const start = member.integer(input, 'startTime') ?? 0;
  const end = member.integer(input, 'endTime') ?? Number.POSITIVE_INFINITY;
  const contains = patternTest(member.string(input, 'filterPattern') ?? '');
  const streams = names?.map((name) => streamOf(group, name)) ?? [...group.streams.values()];
  const found = streams
    .filter(({ name }) => name.startsWith(prefix))
    .flatMap((stream) =>
      stream.events.map((event, at) => ({
        ...withIngestion(event),
        logStreamName: stream.name,
        eventId: `${stream.name}/${at}`,
      })),
    )
    .filter(({ timestamp, message }) => timestamp >= start && timestamp <= end && contains(message))
    .sort((one, other) => one.timestamp - other.timestamp);
  const { items, nextToken } = page(found, input, LOG_LIMITS.eventsPage);
  return { events: items, searchedLogStreams: [], nextToken };
}

/** Words that must all occur; a quoted text counts as one. Other syntax of filter patterns is refused, not ignored. */
function patternTest(pattern: string): (message: string) => boolean {
  if (/^\s*[{[%?-]/.test(pattern)) {
    throw awsJsonError('InvalidParameterException', `Only words and quoted texts are served here, got ${pattern}`);
  }
  const words = [...pattern.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  return (message) => words.every((word) => message.includes(word));
}

const withIngestion = (event: LogEvent): LogEvent & { readonly ingestionTime: number } => ({
  ...event,
  ingestionTime: event.timestamp,
});

const lastTime = ({ events, createdAt }: LogStream): number => events.at(-1)?.timestamp ?? createdAt;

/** A group by its name, or by `logGroupIdentifier`: its name or its ARN. */
function groupOf(store: LogStore, input: AwsJsonInput): LogGroup {
  const identifier = member.string(input, 'logGroupName') ?? member.required(input, 'logGroupIdentifier');
  const name = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(identifier)?.[1] ?? identifier;
  const group = store.group(name);
  if (group === undefined) throw awsJsonError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

function streamOf(group: LogGroup, name: string): LogStream {
  const stream = group.streams.get(name);
  if (stream === undefined) throw awsJsonError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}

function limitOf(input: AwsJsonInput, max: number): number {
  const limit = member.integer(input, 'limit') ?? max;
  if (limit < 1 || limit > max) throw awsJsonError('InvalidParameterException', `limit must be between 1 and ${max}`);
  return limit;
}

function page<Item>(
  items: readonly Item[],
  input: AwsJsonInput,
  max: number = LOG_LIMITS.describePage,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const limit = limitOf(input, max);
  const token = member.string(input, 'nextToken') ?? '0';
  if (!/^\d{1,15}$/.test(token)) throw awsJsonError('InvalidParameterException', 'The specified nextToken is invalid.');
  const from = Number(token);
  const to = from + limit;
  return { items: items.slice(from, to), nextToken: to < items.length ? String(to) : undefined };
}

const groupArn = ({ partition, region, account }: Home, { name }: LogGroup): string =>
  `arn:${partition}:logs:${region}:${account}:log-group:${name}`;
