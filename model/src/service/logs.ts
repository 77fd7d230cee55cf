/** Log group of a job whose definition names none. Source: User Guide, "Using the awslogs log driver". */
export const DEFAULT_LOG_GROUP = '/aws/batch/job';

/** Limits of CloudWatch Logs. Source: its API reference. */
export const LOG_LIMITS = {
  /** Events, and their bytes, of one answer of GetLogEvents and FilterLogEvents. */
  eventsPage: 10_000,
  eventsPageBytes: 1024 * 1024,
  /** Groups or streams of one answer of a Describe operation. */
  describePage: 50,
  /** Bytes of an event, with the overhead that each has. */
  eventBytes: 256 * 1024,
  eventOverheadBytes: 26,
} as const;

/** Characters of a job definition's name that a stream name keeps. Source: User Guide, "Job definition parameters". */
const NAME_CHARACTERS = 200;

/**
 * Name of a job attempt's log stream. The service may change it: clients read it from DescribeJobs.
 *
 * @param prefix - the definition's `awslogs-stream-prefix`
 */
export const logStreamName = (definitionName: string, taskId: string, prefix?: string): string =>
  `${prefix ?? definitionName.slice(0, NAME_CHARACTERS)}/default/${taskId}`;
