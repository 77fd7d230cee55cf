import { JOB_STATUSES, type JobStatus, LIMITS, nameOf, parseDefinition } from '@batchwright/model/service';
import type { BatchJob, BatchState } from '../state';
import type { Fields } from './fields';
import { jobSummary } from './job-detail';
import { type PageRequest, pageRequest } from './pages';
import { invalid, NotServed, refused } from './rejection';

type Test = (job: BatchJob) => boolean;

const FILTERS = ['JOB_NAME', 'JOB_DEFINITION', 'BEFORE_CREATED_AT', 'AFTER_CREATED_AT', 'SHARE_IDENTIFIER'] as const;

/** Jobs of a queue, newest first, or children of an array, by index. Without a status, those that are RUNNING. */
export function listJobs(batch: BatchState, fields: Fields): object {
  const queueName = fields.string('jobQueue');
  const arrayId = fields.string('arrayJobId');
  const nodesOf = fields.string('multiNodeJobId');
  const given = [queueName, arrayId, nodesOf].filter((member) => member !== undefined);
  if (given.length !== 1) throw invalid('Exactly one of jobQueue, arrayJobId and multiNodeJobId must be provided.');
  if (nodesOf !== undefined) throw new NotServed('multi-node parallel jobs are not served here');
  const status = fields.oneOf('jobStatus', JOB_STATUSES);

  if (queueName === undefined) {
    const array = batch.engine.scheduler.find(arrayId ?? '');
    if (array?.children === undefined) throw refused(`Array job ${arrayId} does not exist`);
    const page = pageRequest(fields, `children ${arrayId}`, LIMITS.listPage.byStatus);
    return childrenPage(batch, array.children, byStatus(status), page);
  }
  const queue = batch.jobQueue(queueName);
  if (queue === undefined) throw refused(`Job queue ${queueName} does not exist`);
  const filter = readFilter(fields, status);
  const max = filter === undefined ? LIMITS.listPage.byStatus : LIMITS.listPage.filtered;
  const page = pageRequest(fields, `jobs ${queue.arn}`, max);
  const jobs = batch.engine.scheduler.placement.queue(queue.name)?.jobs ?? [];
  return queuePage(batch, jobs, filter ?? byStatus(status), page);
}

const byStatus =
  (status: JobStatus | undefined): Test =>
  (job) =>
    job.status === (status ?? 'RUNNING');

/** From the newest on; a token holds the place of the last job that was shown, which later submissions do not move. */
function queuePage(batch: BatchState, jobs: readonly BatchJob[], test: Test, page: PageRequest): object {
  const shown: object[] = [];
  let last = 0;
  for (let at = Math.min(page.after ?? jobs.length, jobs.length) - 1; at >= 0; at--) {
    const job = jobs[at];
    if (job === undefined || !test(job)) continue;
    if (shown.length === page.size) return { jobSummaryList: shown, nextToken: page.token(last) };
    shown.push(jobSummary(batch, job));
    last = at;
  }
  return { jobSummaryList: shown };
}

function childrenPage(batch: BatchState, children: readonly BatchJob[], test: Test, page: PageRequest): object {
  const shown: object[] = [];
  let last = 0;
  for (let at = Math.max(page.after ?? -1, -1) + 1; at < children.length; at++) {
    const job = children[at];
    if (job === undefined || !test(job)) continue;
    if (shown.length === page.size) return { jobSummaryList: shown, nextToken: page.token(last) };
    shown.push(jobSummary(batch, job));
    last = at;
  }
  return { jobSummaryList: shown };
}

/** One filter at a time; it takes the place of the status, but for SHARE_IDENTIFIER. */
function readFilter(fields: Fields, status: JobStatus | undefined): Test | undefined {
  const filters = fields.objects('filters') ?? [];
  const [filter] = filters;
  if (filter === undefined) return undefined;
  if (filters.length > 1) throw invalid('Only one filter can be used at a time.');
  const name = filter.oneOf('name', FILTERS);
  const values = filter.strings('values') ?? [];
  if (name === undefined || values.length === 0) throw invalid('A filter needs a name and values.');
  const tests = values.map((value) => filterTest(name, value));
  const matches: Test = (job) => tests.some((test) => test(job));
  return name === 'SHARE_IDENTIFIER' && status !== undefined ? (job) => job.status === status && matches(job) : matches;
}

function filterTest(name: (typeof FILTERS)[number], value: string): Test {
  switch (name) {
    case 'JOB_NAME': {
      const matches = prefixTest(value.toLowerCase());
      return (job) => matches(job.spec.jobName.toLowerCase());
    }
    case 'JOB_DEFINITION':
      return definitionTest(value);
    case 'BEFORE_CREATED_AT':
    case 'AFTER_CREATED_AT': {
      if (!/^\d+$/.test(value)) throw invalid(`${name} must be milliseconds since the epoch, got ${value}`);
      const at = Number(value);
      return name === 'BEFORE_CREATED_AT' ? (job) => job.createdAt < at : (job) => job.createdAt > at;
    }
    case 'SHARE_IDENTIFIER':
      return (job) => job.spec.share === value;
  }
}

/** A name matches every revision; an ARN matches its own. */
function definitionTest(value: string): Test {
  if (value.startsWith('arn:')) return (job) => job.spec.definition.arn === value;
  const { name } = parseDefinition(nameOf(value));
  const matches = prefixTest(name);
  return (job) => matches(job.spec.definition.name);
}

const prefixTest = (pattern: string): ((text: string) => boolean) =>
  pattern.endsWith('*') ? (text) => text.startsWith(pattern.slice(0, -1)) : (text) => text === pattern;
